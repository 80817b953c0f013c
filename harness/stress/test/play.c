#include "test/check.h"
#include "play.h"

#include <stddef.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

uint64_t play_last_serial;

void play_step(uint64_t serial, enum cache_state from, enum cache_state to)
{
    stress_world.transition(FLOW, PMD, serial, from, to);
}

int play_operate(enum cache_op_type type)
{
    struct cache_op op = {.type = type, .flow = FLOW, .pmd = PMD, .actions = rules_actions(FLOW)};

    stress_world.operate(&op, 1);
    return op.error;
}

void play_translate(uint64_t packet)
{
    struct cache_stats stats = {.n_packets = 1, .n_bytes = packet_bytes(packet)};
    struct cache_translation translation;

    stress_world.translate(CACHE_TRANSLATE_UPCALL, FLOW, PMD, packet, &stats, &translation);
}

void play_begin_upcall(uint64_t packet)
{
    stress_world.upcall_begin(FLOW, PMD, packet);
    play_translate(packet);
}

void play_end_upcall(uint64_t packet, enum cache_verdict verdict)
{
    stress_world.upcall_end(FLOW, PMD, packet, verdict);
}

void play_install(void)
{
    play_begin_upcall(PACKET);
    play_step(++play_last_serial, STATE_CREATED, STATE_VISIBLE);
    play_operate(CACHE_PUT);
    play_step(play_last_serial, STATE_VISIBLE, STATE_OPERATIONAL);
    play_end_upcall(PACKET, VERDICT_INSTALLED);
}

struct slot *play_locked(void)
{
    struct slot *slot = slot_find(FLOW, PMD);

    slot_lock(slot);
    return slot;
}

void play_hit(unsigned n)
{
    struct slot *slot = play_locked();

    while (n-- > 0) {
        flow_hit(slot, FLOW, PMD, 1);
    }
    slot_unlock(slot);
}

void play_credit(uint64_t from, uint64_t to)
{
    uint64_t seed = slot_find(FLOW, PMD)->live.seed;

    stress_world.push_stats(
        FLOW, FLOW, PMD,
        &(struct cache_stats){.n_packets = to - from,
                              .n_bytes = instance_bytes(seed, to) - instance_bytes(seed, from)});
}

void play_succeed(enum instance_end how)
{
    struct slot *slot = play_locked();

    flow_read(slot);
    flow_succeed(slot, FLOW, PMD, how);
    slot_unlock(slot);
}

void play_vanish(void)
{
    struct slot *slot = play_locked();

    flow_remove(slot, FLOW, PMD, END_VANISHED);
    slot_unlock(slot);
}

void play_declare(enum cache_loss reason)
{
    stress_world.loss(FLOW, PMD, reason);
}

void play_quiescence(void)
{
    struct slot *slot = play_locked();

    once_check_quiescent(slot, FLOW, PMD);
    slot_unlock(slot);
}

void play_delete_flow(void)
{
    play_step(play_last_serial, STATE_OPERATIONAL, STATE_EVICTING);
    play_operate(CACHE_DELETE);
}

void play_remove_ukey(void)
{
    play_step(play_last_serial, STATE_EVICTING, STATE_EVICTED);
    play_step(play_last_serial, STATE_EVICTED, STATE_DELETED);
    stress_world.freed(FLOW, PMD, play_last_serial);
    stress_world.release(FLOW);
}

/* Playing. */

static size_t counters(struct cache_counter *into, size_t max)
{
    return 0;
}

static int out;

static void on_violation(const struct stress_result *result)
{
    char tag[16];

    violation_tag(&result->violation.what, tag, sizeof tag);
    if (write(out, tag, strlen(tag)) < 0) {
        _exit(2);
    }
    _exit(0);
}

static _Noreturn void play_here(const struct play *play)
{
    static const struct cache_under_test cache = {.counters = counters};
    const struct stress_hooks hooks = {.on_violation = on_violation};
    struct stress_settings settings = stress_defaults();
    struct stress_result result;

    settings.n_flows = 4;
    if (!world_begin(&cache, &settings, &hooks, &result)) {
        _exit(2);
    }
    play->play();
    _exit(0);
}

void play_all(const struct play *plays, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char tag[16] = "";
        int in[2], status;
        pid_t pid;

        CHECK(!pipe(in));
        out = in[1];
        pid = fork();
        if (!pid) {
            play_here(&plays[i]);
        }
        close(in[1]);
        CHECK(read(in[0], tag, sizeof tag - 1) >= 0);
        close(in[0]);
        CHECK_INT(waitpid(pid, &status, 0), pid);
        CHECK(WIFEXITED(status) && !WEXITSTATUS(status) && !strcmp(tag, plays[i].tag),
              "%s: violates '%s', expected '%s'; status %d", plays[i].name, tag, plays[i].tag,
              status);
    }
}
