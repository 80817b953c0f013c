/* The steps of which scripts are made. */
#include "script.h"

#include "fake_cache.h"

const struct cache_under_test *cache;

static uint64_t n_rounds;

bool script_other_key;

void script_begin(void)
{
    n_rounds = 0;
    script_other_key = false;
    model_begin(&(struct model_settings){.seed = 1, .dump_batch = 2});
    cache = oracle_watch(&fake_cache);
    script_configure(&(struct cache_settings){.n_umaps = 1});
}

void script_execute(unsigned flow, uint64_t packet)
{
    struct cache_op op = {.type = CACHE_EXECUTE,
                          .flow = flow,
                          .pmd = CACHE_PMD_NULL,
                          .actions = fake_execute(packet),
                          .other_key = model_packet_has_other_key(packet),
                          .packet = packet};

    world->operate(&op, 1);
}

void script_configure(const struct cache_settings *settings)
{
    cache->create(settings, &model_world);
}

void script_miss(unsigned flow)
{
    model_late_miss(cache, flow, CACHE_PMD_NULL, 0, script_other_key);
}

void script_hit(unsigned flow, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        EXPECT(model_packet(cache, flow, CACHE_PMD_NULL, 0) == ARRIVAL_HIT);
    }
}

struct cache_translation script_handle(unsigned flow)
{
    struct cache_translation translation;

    world->upcall_begin(flow, CACHE_PMD_NULL, script_packet);
    EXPECT(!world->translate(CACHE_TRANSLATE_UPCALL, flow, CACHE_PMD_NULL, script_packet,
                             &fake_packet_stats, &translation));
    script_will_execute(script_packet, translation.execute);
    return translation;
}

void script_verdict(unsigned flow, enum cache_verdict verdict)
{
    if (fake_is_due(script_packet)) {
        script_execute(flow, script_packet);
    }
    world->upcall_end(flow, CACHE_PMD_NULL, script_packet, verdict);
}

void script_step(unsigned flow, uint64_t serial, enum cache_state from, enum cache_state to)
{
    world->transition(flow, CACHE_PMD_NULL, serial, from, to);
}

struct cache_op script_operate(enum cache_op_type type, unsigned flow)
{
    struct cache_op op = {
        .type = type,
        .flow = flow,
        .pmd = CACHE_PMD_NULL,
        .actions = model_rule_actions(flow),
        .mask = model_rule_mask(flow),
        .packet = script_packet,
    };

    if (type == CACHE_EXECUTE) {
        op.actions = fake_execute(script_packet);
    }
    world->operate(&op, 1);
    return op;
}

struct cache_stats script_facts(uint32_t serial, uint32_t n)
{
    const struct model_instance *instance = model_instance(serial);

    return (struct cache_stats){
        .used_ms = instance->used_ms,
        .tcp_flags = instance->tcp_flags[n],
        .layer = instance->layer,
        .offloaded = instance->layer != 0,
    };
}

void script_credit_as(uint32_t handle, unsigned flow, uint64_t n_packets, uint64_t n_bytes,
                      const struct cache_stats *as)
{
    struct cache_stats delta = *as;

    delta.n_packets = n_packets;
    delta.n_bytes = n_bytes;
    world->push_stats(handle, flow, CACHE_PMD_NULL, &delta);
}

void script_credit(uint32_t handle, unsigned flow, uint64_t n_packets, uint64_t n_bytes)
{
    const struct model_instance *last = model_live(flow, CACHE_PMD_NULL);
    struct cache_stats as = {.n_packets = 0};

    if (!last && model_n_instances()) {
        last = model_instance(model_n_instances());
    }
    if (last) {
        as = script_facts(last->serial, last->n_hits);
    }
    script_credit_as(handle, flow, n_packets, n_bytes, &as);
}

void script_push(unsigned flow, uint32_t instance, uint32_t from, uint32_t to)
{
    const uint64_t *bytes = model_instance(instance)->bytes;
    struct cache_stats as = script_facts(instance, to);
    uint32_t handle = 1;

    while (!model_handle_live(handle) || model_handle_flow(handle) != flow) {
        EXPECT(handle++ < model_n_handles());
    }
    script_credit_as(handle, flow, to - from, bytes[to] - bytes[from], &as);
}

static void whole_round(void)
{
    struct cache_record record;
    unsigned thread;

    world->round_begin(++n_rounds, 1 + script_n_revalidations);
    if (world->dump_create(true)) {
        thread = world->dump_thread_create();
        while (world->dump_next(thread, &record, 1)) {
            continue;
        }
        world->dump_thread_destroy(thread);
        world->round_end(n_rounds, 1 + script_n_revalidations, !world->dump_destroy());
    } else {
        world->round_end(n_rounds, 1 + script_n_revalidations, false);
    }
}

void script_round(void)
{
    script_in_call = whole_round;
    cache->round();
}

static void (*in_round)(void);

static void round_without_dump(void)
{
    world->round_begin(++n_rounds, 1 + script_n_revalidations);
    in_round();
    world->round_end(n_rounds, 1 + script_n_revalidations, false);
}

void script_in_round(void (*function)(void))
{
    in_round = function;
    script_in_call = round_without_dump;
    cache->round();
}

static void spawned(void *aux)
{
    void (**function)(void) = aux;

    (*function)();
}

void script_on(const char *name, void (*function)(void))
{
    actor_join(actor_spawn(name, spawned, &function));
}

void script_end(void)
{
    for (uint32_t handle = 1; handle <= model_n_handles(); handle++) {
        if (model_handle_live(handle)) {
            world->release(handle);
        }
    }
    cache->destroy();
    oracle_end();
}
