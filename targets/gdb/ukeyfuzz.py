"""What `ukeyfuzz replay --gdb` loads into gdb besides the runtime's commands: beginning, ukeys."""

import gdb


class Help(gdb.Command):
    """What ukeyfuzz adds to gdb:

      actors              who there is, what each waits for, and where it stands
      actor NAME          look at its stack; `actor` alone looks back at the one that runs
      ukey [EXPRESSION]   a ukey in words; without EXPRESSION that of the frame, or of its callers
      next-point [N]      go on to the next scheduling point
      run-to ACTOR POINT  go on until the actor reaches that point of its own
      run-to event N      go on until that event is logged

    `help` and the command's name say more. All else is gdb's: `up`, `print`, `break`, `next`;
    `continue` stops at the violation again, and `run` starts the same execution again."""

    def __init__(self):
        super().__init__("ukeyfuzz", gdb.COMMAND_USER)

    def invoke(self, argument, from_tty):
        gdb.execute("help ukeyfuzz")


class Begin(gdb.Command):
    """Begin the execution, and stop where the command line of the tool says."""

    def __init__(self):
        super().__init__("ukeyfuzz-begin", gdb.COMMAND_USER)

    def invoke(self, argument, from_tty):
        StopBreakpoint()
        ViolationBreakpoint()
        DeathBreakpoint()
        gdb.execute("run")
        if gdb.selected_inferior().pid == 0:
            print("it has ended without a stop")


class DeathBreakpoint(gdb.Breakpoint):
    """Where a sanitizer or an assertion is about to end the process; its report is on the screen."""

    def __init__(self):
        super().__init__("died_in_process", internal=True)
        self.silent = True
        self.commands = "ukeyfuzz-show-death"


class ShowDeath(gdb.Command):
    """Show the stack of the actor in which a sanitizer has found an error."""

    def __init__(self):
        super().__init__("ukeyfuzz-show-death", gdb.COMMAND_USER)

    def invoke(self, argument, from_tty):
        show_running("the process is about to end: see the report above")


def on_stop(event):
    """A crash, an assertion or a hang (replay_debug.c interrupts it), on top of what gdb says."""
    if isinstance(event, gdb.SignalEvent) and int(scheduler()["running"]):
        show_running("it was interrupted here" if event.stop_signal == "SIGINT" else event.stop_signal)


def find_ukey():
    """The variable `ukey` of the selected frame or of the nearest caller that has one."""
    frame = gdb.selected_frame()
    while frame:
        try:
            value = frame.read_var("ukey")
            if not value.is_optimized_out and value.type.code == gdb.TYPE_CODE_PTR and int(value):
                return value
        except (ValueError, gdb.error):
            pass
        frame = frame.older()
    raise gdb.GdbError("no frame from here on has a ukey; give an expression")


def name_of_thread(thread):
    """A pthread_t of the runtime: the slot + 1 in its low bits, a life of it above."""
    slot = (int(thread) & 0xFF) - 1
    actor = Actor(slot) if 0 <= slot < 32 else None
    return actor.name if actor and actor.name else "thread %d" % int(thread)


class Ukey(gdb.Command):
    """Print a ukey in words: ukey, or ukey EXPRESSION, which points to one or is one."""

    def __init__(self):
        super().__init__("ukey", gdb.COMMAND_USER, gdb.COMPLETE_EXPRESSION)

    def invoke(self, argument, from_tty):
        value = gdb.parse_and_eval(argument) if argument.strip() else find_ukey()
        if value.type.strip_typedefs().code == gdb.TYPE_CODE_PTR:
            value = value.dereference()
        if str(value.type.unqualified().strip_typedefs()) != "struct ukey":
            raise gdb.GdbError("'%s' is a %s, not a ukey" % (argument.strip(), value.type))
        try:
            value.fetch_lazy()
        except gdb.MemoryError as error:
            raise gdb.GdbError(str(error))
        self.show(value)

    @staticmethod
    def show(ukey):
        def line(what, text):
            print("  %-14s %s" % (what, text))

        base = ukey["base"]
        pmd = int(ukey["pmd_id"])
        holders = holders_of(int(ukey["mutex"]["lock"].address))
        state = str(ukey["state"])
        if ukey["owned"]:
            state += ", owned by " + name_of_thread(ukey["owner"])
        print("ukey %d at %#x" % (int(ukey["serial"]), int(ukey.address)))
        # The harness puts a flow's number into its identity's last word.
        line("flow", "%d%s" % (int(ukey["ufid"]["u32"][3]), "" if pmd == 0xFFFFFFFF else " of pmd %d" % pmd))
        line("state", state)
        line("put pending", "yes" if ukey["put_pending"] else "no")
        line("locked by", " and ".join(holders) or "nobody")
        line("base", "%d packets, %d bytes, used at %d ms, %s" % (
            int(base["n_packets"]), int(base["n_bytes"]), int(base["used_ms"]),
            "layer %d" % int(base["layer"]) if ukey["layer_known"] else "layer unknown"))
        line("created", "%d ms" % int(ukey["created_ms"]))
        line("sequences", "dump %d, reval %d, sweep %d; %d dumps missed" % tuple(
            int(ukey[field]) for field in ("dump_seq", "reval_seq", "sweep_seq", "missed_dumps")))


for folders in NOT_UNDER_TEST, RUNTIME:
    folders += "/targets/", "/src/check.c"
for command in (Help, Begin, ShowDeath, Ukey):
    command()
gdb.events.stop.connect(on_stop)
