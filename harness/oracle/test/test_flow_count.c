/* LIM and STALL: how many flows there can have seemed to be, to whom. */

#include "oracle/test/script/script.h"

static void install(unsigned n, uint32_t flow_limit)
{
    script_configure(&(struct cache_settings){.flow_limit = flow_limit});
    EXPECT(!cache->start(1, 1));
    for (unsigned flow = 0; flow < n; flow++) {
        script_install(flow, flow + 1);
    }
}

static void foreign(unsigned flow)
{
    EXPECT(model_install_foreign(flow, CACHE_PMD_NULL, true, true));
}

static void ask_for_flows(void)
{
    EXPECT(world->n_flows() == 3);
}

static bool goes_on; /* A revalidator, after it has counted a ukey. */

static void adopt(unsigned flow, const char *other, void (*meanwhile)(void))
{
    script_step(flow, flow + 1, STATE_CREATED, STATE_VISIBLE);
    if (goes_on) {
        script_step(flow, flow + 1, STATE_VISIBLE, STATE_EVICTING);
    }
    script_on(other, meanwhile);
}

static void adopt_second(void)
{
    adopt(2, "handler-1", ask_for_flows);
}

static void adopt_first(void)
{
    adopt(1, "revalidator-1", adopt_second);
}

/* Two revalidators adopt a flow of somebody else's each, and before they count the ukeys, or after
 * that, a handler asks how many flows there are. Another handler's miss is refused. */
static void adopt_and_refuse(bool counted)
{
    goes_on = counted;
    install(1, 5);
    foreign(1);
    foreign(2);
    script_on("revalidator-0", adopt_first);
    script_miss(3);
    script_handle(3);
    script_verdict(3, VERDICT_LIMITED);
}

/* Both flows are counted twice, as ukeys and as flows without: 3 and 2. */
static void counted_twice(void)
{
    adopt_and_refuse(false);
}

static void counted_once(void)
{
    adopt_and_refuse(true);
}

static void ask_for_one(void)
{
    EXPECT(world->n_flows() == 1);
}

/* Where the limit is two, and there is one flow, a handler refuses its miss; a revalidator has
 * asked meanwhile how many flows there are. What the handler would add it has not counted. */
static void refuse_second(void (*meanwhile)(void))
{
    uint64_t packet;

    install(1, 2);
    script_miss(1);
    packet = script_packet;
    script_handle(1);
    meanwhile();
    script_packet = packet;
    script_verdict(1, VERDICT_LIMITED);
}

static void revalidator_asks(void)
{
    script_on("revalidator", ask_for_one);
}

static void asked_meanwhile(void)
{
    refuse_second(revalidator_asks);
}

static void refuse_third(void)
{
    script_miss(2);
    script_handle(2);
    revalidator_asks();
    script_verdict(2, VERDICT_LIMITED);
}

static void other_handler_refuses(void)
{
    script_on("handler-1", refuse_third);
}

/* The other handler may have counted its own, and given it up. */
static void counted_meanwhile(void)
{
    refuse_second(other_handler_refuses);
}

static void vanish(unsigned flow)
{
    EXPECT(model_vanish(flow, CACHE_PMD_NULL));
    EXPECT(script_operate(CACHE_GET, flow).error == ENOENT);
    script_step(flow, flow + 1, STATE_OPERATIONAL, STATE_EVICTED);
    script_step(flow, flow + 1, STATE_EVICTED, STATE_DELETED);
    world->freed(flow, CACHE_PMD_NULL, flow + 1);
}

static void ours_go(void)
{
    vanish(0);
    vanish(1);
}

static void others_come(void)
{
    foreign(0);
    foreign(1);
    world->n_flows();
}

static bool goes_first; /* Before the other handlers begin. */

/* A handler counts the ukey that it has made; then something else happens; then it says so. */
static void install_slowly(unsigned flow, const char *other, void (*meanwhile)(void))
{
    uint64_t packet;

    script_miss(flow);
    packet = script_packet;
    script_handle(flow);
    script_on(other, meanwhile);
    script_packet = packet;
    script_step(flow, flow + 1, STATE_CREATED, STATE_VISIBLE);
    EXPECT(!script_operate(CACHE_PUT, flow).error);
    script_step(flow, flow + 1, STATE_VISIBLE, STATE_OPERATIONAL);
    script_verdict(flow, VERDICT_INSTALLED);
}

static void nothing(void) {}

static void install_third(void)
{
    install_slowly(3, "revalidator", goes_first ? nothing : ours_go);
}

static void install_second(void)
{
    install_slowly(2, "handler-2", install_third);
}

/* While a handler is held up in the midst of its sum, two others count a ukey each, two ukeys go,
 * those two are heard of, and then flows come that are not ours. */
static void refuse_after_others(bool first)
{
    uint64_t packet;

    goes_first = first;
    install(2, 6);
    script_miss(4);
    packet = script_packet;
    if (goes_first) {
        script_on("revalidator", ours_go);
    }
    script_handle(4);
    script_on("handler-1", install_second);
    script_on("revalidator", others_come);
    script_packet = packet;
    script_verdict(4, VERDICT_LIMITED);
}

/* It may have counted four ukeys before any went, and two flows without. */
static void counted_before_said(void)
{
    refuse_after_others(false);
}

static void never_so_many(void)
{
    refuse_after_others(true);
}

static const struct script_test tests[] = {
    {"counted twice", counted_twice, NULL, NULL, NULL},
    {"counted once", counted_once, "STALL", "limit-not-reached", NULL},
    {"asked meanwhile", asked_meanwhile, "STALL", "limit-not-reached", NULL},
    {"counted meanwhile", counted_meanwhile, NULL, NULL, NULL},
    {"counted before said", counted_before_said, NULL, NULL, NULL},
    {"never so many", never_so_many, "STALL", "limit-not-reached", NULL},
};
SCRIPT_MAIN(tests)
