"""gdb commands for programs on the deterministic runtime: actors, their stacks, scheduling points.

An actor that does not run is a fiber whose registers are on its stack, where the switch (context.h)
has saved them. gdb knows nothing of fibers; while another actor is looked at, an unwinder tells it
that frame 0 was called from where that actor stands. No register is written, so the execution goes
on as if nobody had looked.
"""

import gdb
from gdb.unwinder import Unwinder, register_unwinder

NAME_OF_LOCK_WAITS = ("MUTEX", "READ_LOCK", "WRITE_LOCK", "SPIN")
# Folders and files whose functions are not what somebody wants to see first, and least of all.
NOT_UNDER_TEST = ["/harness/"]
RUNTIME = ["/harness/runtime/"]

# Offsets from fiber.context.top, and how far above it the stack pointer is in the function that
# switched. The compiler has saved what else was of use, and gdb finds it as in any other frame.
X86_64 = {
    "saved": {"rip": 0x00, "rbx": 0x08, "rbp": 0x10},
    "sp": "rsp",
    "pc": "rip",
    "above": 0x18 + 128,
}


def word(address):
    """The eight bytes at an address."""
    return gdb.Value(int(address)).cast(gdb.lookup_type("unsigned long").pointer()).dereference()


def scheduler():
    return gdb.parse_and_eval("scheduler")


class Actor:
    """A slot of the runtime's `actors`."""

    def __init__(self, number):
        self.number = number
        self.value = gdb.parse_and_eval("actors[%d]" % number)

    name = property(lambda self: self.value["name"].string())
    points = property(lambda self: int(self.value["points"]))
    is_running = property(lambda self: int(scheduler()["current"]) == self.number)
    is_alive = property(lambda self: constant(self.value["state"], "actor_state") == "ACTOR_ALIVE")

    def holds(self, address):
        """True if it holds the lock that is at an address."""
        held = self.value["held"]
        return self.is_alive and any(
            int(held[i]["object"]) == address for i in range(int(self.value["n_held"]))
        )

    def state(self):
        """What it does, in words: "runs", "ready", or what it waits for and who holds that."""
        wait = constant(self.value["wait"], "wait_kind")[len("WAIT_") :]
        if not self.is_alive:
            return "ended"
        if wait == "NOTHING":
            return "runs" if self.is_running else "ready"
        text = "waits: " + wait.lower().replace("_", " ")
        number = int(self.value["wait_number"])
        if wait == "JOIN":
            return text + " of " + Actor(number).name
        if number:
            text += " %d%s" % (number, origin_of(wait, number))
        if wait in NAME_OF_LOCK_WAITS:
            holders = holders_of(int(self.value["wait_object"]))
            text += ", held by " + (" and ".join(holders) or "nobody")
        return text


def origin_of(wait, number):
    """What is known of a lock, condition or the like: its name, or the function that made it."""
    classes = {"COND": "OBJECT_COND", "BARRIER": "OBJECT_BARRIER", "SEMAPHORE": "OBJECT_SEMAPHORE"}
    wanted = "OBJECT_LOCK" if wait in NAME_OF_LOCK_WAITS else classes.get(wait)
    count = gdb.lookup_static_symbol("n_objects_kept")
    if not wanted or not count:
        return ""
    kept = gdb.lookup_static_symbol("objects_kept").value()
    for i in range(int(count.value())):
        thing = kept[i]
        if int(thing["number"]) == number and constant(thing["class"], "object_class") == wanted:
            name, maker = thing["name"].string(), maker_of(thing)
            if not name and maker:
                name = ("made in " if thing["made"] else "used first in ") + maker
            return " (%s)" % name if name else ""
    return ""


def maker_of(thing):
    """The innermost function of the code under test that is no wrapper, of an object's stack."""
    for i in range(int(thing["n_frames"])):
        pc = int(thing["frames"][i]) - 1
        symtab = gdb.find_pc_line(pc).symtab
        function = gdb.execute("info symbol %d" % pc, to_string=True).split(" ")[0]
        wrapper = function.startswith(("mutex_", "rwlock_", "condition_"))
        if symtab and not wrapper and not any(folder in symtab.fullname() for folder in RUNTIME):
            return function
    return ""


def constant(value, enum):
    """The name of an enum's constant that has the value."""
    for field in gdb.lookup_type("enum " + enum).fields():
        if field.enumval == int(value):
            return field.name
    return str(int(value))


def all_actors():
    """Those of this execution."""
    words = scheduler()["used"]["words"]
    first, last = words.type.range()
    bits = 8 * words.type.target().sizeof
    used = sum(int(words[i]) << i * bits for i in range(first, last + 1))
    return [Actor(i) for i in range(used.bit_length()) if used >> i & 1]


def holders_of(address):
    """The names of those who hold the lock at an address."""
    return [actor.name for actor in all_actors() if actor.holds(address)]


def actor_called(text):
    """The actor with a name or a number."""
    for actor in all_actors():
        if text in (actor.name, str(actor.number)):
            return actor
    raise gdb.GdbError("there is no actor '%s'; `actors` lists them" % text)


def outcome():
    return gdb.parse_and_eval("'execute.c'::outcome_of_this").dereference()


def require_execution():
    if gdb.selected_inferior().pid == 0 or not int(scheduler()["running"]):
        raise gdb.GdbError("nothing is being executed; `run` starts it again")


def require_more():
    require_execution()
    if outcome()["violated"]:
        raise gdb.GdbError("the execution ends with the violation; `run` starts it again")


class FrameId:
    def __init__(self, sp, pc):
        self.sp = sp
        self.pc = pc


class FiberUnwinder(Unwinder):
    """Makes frame 0 the callee of where an actor stands, while one is looked at."""

    def __init__(self):
        super().__init__("ukeyfuzz-fibers")
        self.context = None  # Of the fiber that is looked at.
        self.frame0 = None  # Stack pointer and program counter of frame 0.

    def look_at(self, actor):
        frame = gdb.newest_frame()
        if "x86-64" not in frame.architecture().name():
            raise gdb.GdbError("how %s saves a fiber's registers is not known here" % frame.architecture().name())
        self.frame0 = int(frame.read_register("rsp")), int(frame.pc())
        self.context = int(actor.value["fiber"]["context"]["top"])
        gdb.invalidate_cached_frames()

    def look_back(self):
        if self.context is not None:
            self.context = None
            gdb.invalidate_cached_frames()

    def __call__(self, pending):
        if self.context is None:
            return None
        sp, pc = pending.read_register(X86_64["sp"]), pending.read_register(X86_64["pc"])
        if (int(sp), int(pc)) != self.frame0:
            return None
        # Whatever the fiber's stack is above, it is above 0: gdb wants callers above callees.
        info = pending.create_unwind_info(FrameId(gdb.Value(0).cast(sp.type), pc))
        for register, offset in X86_64["saved"].items():
            info.add_saved_register(register, word(self.context + offset))
        above = gdb.Value(self.context + X86_64["above"])
        info.add_saved_register(X86_64["sp"], above.cast(gdb.lookup_type("unsigned long")))
        return info


unwinder = FiberUnwinder()
register_unwinder(None, unwinder, replace=True)


def file_of(frame):
    table = frame.find_sal().symtab
    return table.fullname() if table else None


def stack(actor):
    """The actor's frames, the innermost first, without those of the switch and the fiber's begin."""
    frame = gdb.newest_frame()
    if not actor.is_running:
        frame = frame.older()
    frames = []
    while frame and frame.name() != "fiber_begin":
        frames.append(frame)
        frame = frame.older()
    # One that has not begun stands in the code that makes fibers.
    return frames if frame else []


def is_of_program(frame):
    """Whether it is of the program itself, and has a line, whether its source is here or not."""
    table = frame.find_sal().symtab
    return table is not None and table.objfile.filename == gdb.current_progspace().filename


def place_of(frames):
    """The innermost frame of the code under test; without one, of the harness above the runtime."""
    own = [frame for frame in frames if is_of_program(frame)]
    for folders in NOT_UNDER_TEST, RUNTIME:
        for frame in own:
            if not any(folder in file_of(frame) for folder in folders):
                return frame
    return own[0] if own else None


def describe(frame):
    file = file_of(frame)
    line = "%s:%d" % (file.rsplit("/", 1)[-1], frame.find_sal().line) if file else "no source"
    return "%s (%s)" % (frame.name() or "??", line)


def show_stack(actor):
    """Prints the actor's stack, a line a frame, and selects the frame that matters."""
    frames = stack(actor)
    place = place_of(frames)
    if not frames:
        print("  it has not begun")
        return
    for frame in frames:
        print("%s#%-3d %s" % ("=> " if frame == place else "   ", frame.level(), describe(frame)))
    if place:
        place.select()
        gdb.execute("frame")


def show_running(what):
    """After a stop: who runs, what happens, and the stack."""
    actor = Actor(int(scheduler()["current"]))
    print("%s at its point %d: %s" % (actor.name, actor.points, what))
    show_stack(actor)


class Actors(gdb.Command):
    """List the actors: number, name, state, points passed, and where each stands.

    The one that runs is marked by an arrow."""

    def __init__(self):
        super().__init__("actors", gdb.COMMAND_USER)

    def invoke(self, argument, from_tty):
        require_execution()
        unwinder.look_back()
        print("   %3s  %-15s %6s  %-40s %s" % ("no", "name", "point", "state", "stands in"))
        for actor in all_actors():
            where = ""
            if actor.is_alive:
                if not actor.is_running:
                    unwinder.look_at(actor)
                frames = stack(actor)
                place = place_of(frames)
                where = describe(place) if place else "no source" if frames else "it has not begun"
                unwinder.look_back()
            line = "%s %3d  %-15s %6d  %-40s %s" % (
                "=>" if actor.is_running else "  ", actor.number, actor.name, actor.points, actor.state(), where,
            )
            print(line.rstrip())


class LookAt(gdb.Command):
    """Look at an actor's stack: actor NAME, or actor NUMBER; actor alone looks back.

    Then `up`, `down`, `frame`, `info locals` and `print` work in it. Frame 0 is not the actor's: it
    is where the execution is. Going on, by whatever command, looks back first."""

    def __init__(self):
        super().__init__("actor", gdb.COMMAND_USER)

    def invoke(self, argument, from_tty):
        require_execution()
        actor = actor_called(argument.strip()) if argument.strip() else Actor(int(scheduler()["current"]))
        if not actor.is_alive:
            raise gdb.GdbError("%s has ended" % actor.name)
        unwinder.look_back()
        if not actor.is_running:
            unwinder.look_at(actor)
        print("%s at its point %d: %s" % (actor.name, actor.points, actor.state()))
        show_stack(actor)


class LookBack(gdb.Command):
    """Look at the actor that runs, without a word. What goes on does this first."""

    def __init__(self):
        super().__init__("actor-look-back", gdb.COMMAND_USER)

    def invoke(self, argument, from_tty):
        unwinder.look_back()


def stop_at(**where):
    """Tells the runtime where to stop next: fields of `runtime_debugger`; the others are cleared."""
    values = {"every_point": 0, "actor": 0, "point": 0, "event": 0xFFFFFFFFFFFFFFFF}
    values.update(where)
    for field, value in values.items():
        gdb.execute("set var runtime_debugger.%s = %d" % (field, value))


def go_on():
    """Continues; breakpoints' commands say where it stops."""
    unwinder.look_back()
    gdb.execute("continue")


class NextPoint(gdb.Command):
    """Go on to the next scheduling point, of whichever actor; next-point N: N of them."""

    def __init__(self):
        super().__init__("next-point", gdb.COMMAND_USER)

    def invoke(self, argument, from_tty):
        require_more()
        text = argument.strip() or "1"
        if not text.isdigit() or int(text) < 1:
            raise gdb.GdbError("'%s' is not a number of points" % text)
        stop = StopBreakpoint.the
        stop.ignore_count = int(text) - 1
        stop_at(every_point=1)
        try:
            go_on()
        finally:
            if stop.is_valid():
                stop.ignore_count = 0
            if gdb.selected_inferior().pid:
                stop_at()


class RunTo(gdb.Command):
    """Go on until an actor reaches a point of its own, or an event is logged.

    run-to ACTOR POINT, or run-to event NUMBER. What has passed does not come back: `run` starts
    the same execution again."""

    def __init__(self):
        super().__init__("run-to", gdb.COMMAND_USER)

    def invoke(self, argument, from_tty):
        require_more()
        words = argument.split()
        if len(words) != 2 or not words[1].isdigit():
            raise gdb.GdbError("wants an actor and a point, or `event` and a number")
        number = int(words[1])
        if words[0] == "event":
            length = int(gdb.parse_and_eval("event_log.n"))
            if number < length:
                raise gdb.GdbError("%d events have been logged already; `run` starts it again" % length)
            stop_at(event=number)
        else:
            actor = actor_called(words[0])
            if actor.points >= number:
                raise gdb.GdbError(
                    "%s is at its point %d already; `run` starts it again" % (actor.name, actor.points)
                )
            stop_at(actor=actor.number, point=number)
        go_on()


class StopBreakpoint(gdb.Breakpoint):
    """Where the runtime stops for a debugger."""

    the = None

    def __init__(self):
        super().__init__("runtime_debugger_stop", internal=True)
        self.silent = True
        self.commands = "actor-show-stop"
        StopBreakpoint.the = self


class ViolationBreakpoint(gdb.Breakpoint):
    """Where an execution is given up because an invariant does not hold; all stacks still stand."""

    def __init__(self):
        super().__init__("scheduler_abandon", internal=True)
        self.silent = True
        self.commands = "actor-show-violation"


class ShowStop(gdb.Command):
    """Say at which point or event the execution has stopped."""

    def __init__(self):
        super().__init__("actor-show-stop", gdb.COMMAND_USER)

    def invoke(self, argument, from_tty):
        event = int(gdb.parse_and_eval("runtime_debugger.event"))
        logged = int(gdb.parse_and_eval("event_log.n"))
        if event == logged - 1:
            show_running("event %d" % event)
        else:
            show_running("before what it does there")


class ShowViolation(gdb.Command):
    """Say which invariant was violated, and show the stack of the actor that it showed in."""

    def __init__(self):
        super().__init__("actor-show-violation", gdb.COMMAND_USER)

    def invoke(self, argument, from_tty):
        show_running("violated %s\n  %s" % tuple(outcome()[i].string() for i in ("invariant", "message")))


for command in (Actors, LookAt, LookBack, NextPoint, RunTo, ShowStop, ShowViolation):
    command()

# gdb's own commands that go on compare frames before and after: they must not see another actor's.
for command in ("continue", "step", "stepi", "next", "nexti", "finish", "until", "advance", "run"):
    gdb.execute("define hook-%s\nactor-look-back\nend" % command)
