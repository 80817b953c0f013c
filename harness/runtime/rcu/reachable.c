/*
 * A block may be freed when each reader that could find it has passed a quiescent state since it
 * left its table. In a callback, the grace period is that of the callback: what left its table
 * after call_rcu() was given too early, even if all readers happen to have gone by now. And who
 * touches the block after that, in a read section that began later, is not waited for.
 *
 * Both are said only of the block that the callback's rcu_head lies in, and only if the callback
 * has written nothing into it that others can see: one that does may drop a reference, and find
 * that it was the last.
 */
#include "reachable.h"

#include "rcu_internal.h"

enum { NODES_MAX = 1024, TOUCHES_MAX = 256 };

/* Nodes that stand in tables, or have left them and are not freed. Where there are too many, one is
 * forgotten. */
static struct node {
    const void *address;
    const struct actor_set *users; /* Of its table. */
    uint64_t left;                 /* The mark of runtime_rcu_mark(); 0: it stands there. */
} nodes[NODES_MAX];
static unsigned n_nodes, next_forgotten;

/* What was touched while callbacks were pending: a ring of the latest. */
static struct touch {
    const volatile void *address;
    uint64_t since; /* The mark at which the actor's read section began. */
    unsigned actor;
    bool writes;
} touches[TOUCHES_MAX];
static unsigned n_touches;

bool reachable_is_watching;

void reachable_begin(void)
{
    n_nodes = next_forgotten = n_touches = 0;
    reachable_is_watching = false;
}

static struct node *find_node(const void *address)
{
    for (unsigned i = 0; i < n_nodes; i++) {
        if (nodes[i].address == address) {
            return &nodes[i];
        }
    }
    return NULL;
}

static struct node *make_node(const void *address)
{
    struct node *node =
        n_nodes < NODES_MAX ? &nodes[n_nodes++] : &nodes[next_forgotten++ % NODES_MAX];

    node->address = address;
    return node;
}

void reachable_entered(const void *address, const struct actor_set *users)
{
    struct node *node = find_node(address);

    if (!node) {
        node = make_node(address);
    }
    node->users = users;
    node->left = 0;
}

void reachable_left(const void *address)
{
    struct node *node = find_node(address);

    if (node) {
        node->left = runtime_rcu_mark();
    }
}

void reachable_watch(bool watches)
{
    if (watches && !reachable_is_watching) {
        n_touches = 0;
    }
    reachable_is_watching = watches;
}

void reachable_note(const volatile void *address, bool writes)
{
    uint64_t since = is_online() ? self_reader()->seen_mark : rcu_model.mark;
    struct touch *touch;

    if (since < rcu_model.callbacks[rcu_model.n_done % CALLBACKS_MAX].mark) {
        return; /* All that are pending wait for it. */
    }
    touch = &touches[n_touches++ % TOUCHES_MAX];
    touch->address = address;
    touch->since = since;
    touch->actor = scheduler.current;
    touch->writes = writes;
}

static unsigned n_noted(void)
{
    return n_touches < TOUCHES_MAX ? n_touches : TOUCHES_MAX;
}

static bool is_in(const volatile void *address, const void *block, size_t size)
{
    return (uintptr_t)address - (uintptr_t)block < size;
}

static void begin(struct violation *v, const char *rule, unsigned actor)
{
    violation_init(v, rule);
    violation_add_actor(v, "by", actor, actor_name(actor));
}

/* An online reader other than the running actor that has used the table, and has passed no
 * quiescent state since the mark. RUNTIME_MAX_ACTORS: there is none. */
static unsigned find_reader(const struct actor_set *users, uint64_t mark)
{
    unsigned actor;

    for (struct actor_walk walk = actor_walk(&rcu_model.online); actor_walk_on(&walk, &actor);) {
        if (actor != scheduler.current && actor_set_has(users, actor) &&
            rcu_model.readers[actor].seen_mark < mark) {
            return actor;
        }
    }
    return RUNTIME_MAX_ACTORS;
}

static void check_in_table(const struct node *node)
{
    unsigned reader = find_reader(node->users, UINT64_MAX);
    struct violation v;

    if (reader != RUNTIME_MAX_ACTORS) {
        begin(&v, "RCU/freed-in-table", scheduler.current);
        violation_add_actor(&v, "seen by", reader, actor_name(reader));
        runtime_violation_of(&v,
                             "%s frees memory that stands in a hash table, where %s can find it",
                             self_name(), actor_name(reader));
    }
}

static void check_left(const struct node *node)
{
    unsigned reader = find_reader(node->users, node->left);
    struct violation v;

    if (reader != RUNTIME_MAX_ACTORS) {
        begin(&v, "RCU/freed-under-reader", scheduler.current);
        violation_add_actor(&v, "seen by", reader, actor_name(reader));
        runtime_violation_of(&v,
                             "%s frees memory that has left a hash table, and %s has passed no "
                             "quiescent state since then: it may still look at it",
                             self_name(), actor_name(reader));
    }
}

static void check_posted(const struct node *node)
{
    struct violation v;

    if (node->left > rcu_model.running_mark) {
        begin(&v, "RCU/posted-while-reachable", scheduler.current);
        runtime_violation_of(&v,
                             "memory was given to call_rcu() before it left its hash table, and is "
                             "freed now: nobody waits for a reader that found it in between");
    }
}

static void check_touched(const struct touch *touch)
{
    struct violation v;

    if (touch->actor != scheduler.current && touch->since >= rcu_model.running_mark) {
        begin(&v, "RCU/used-after-call-rcu", touch->actor);
        runtime_violation_of(&v,
                             "%s has used memory that was given to call_rcu() before its read "
                             "section began, and that is freed now: nobody waits for it",
                             actor_name(touch->actor));
    }
}

static bool is_written_by_callback(const struct touch *touch)
{
    return touch->actor == ACTOR_CALL_RCU && touch->writes &&
           touch->since >= rcu_model.running_mark;
}

/* Whether the running actor is a callback that frees the block which its rcu_head lies in, and has
 * not looked whether others need it. */
static bool callback_owns(const void *block, size_t size)
{
    if (scheduler.current != ACTOR_CALL_RCU || !is_in(rcu_model.running_head, block, size)) {
        return false;
    }
    for (unsigned i = 0; i < n_noted(); i++) {
        if (is_in(touches[i].address, block, size) && is_written_by_callback(&touches[i])) {
            return false;
        }
    }
    return true;
}

static void check_node(const struct node *node, bool owned)
{
    if (!node->left) {
        check_in_table(node);
    } else {
        check_left(node);
        if (owned) {
            check_posted(node);
        }
    }
}

void reachable_freed_unseen(const void *block, size_t size)
{
    bool owned = callback_owns(block, size);

    for (unsigned i = 0; i < n_nodes;) {
        if (is_in(nodes[i].address, block, size)) {
            check_node(&nodes[i], owned);
            nodes[i] = nodes[--n_nodes];
        } else {
            i++;
        }
    }
}

void reachable_freed(const void *block, size_t size)
{
    reachable_freed_unseen(block, size);
    if (callback_owns(block, size)) {
        for (unsigned i = 0; i < n_noted(); i++) {
            if (is_in(touches[i].address, block, size)) {
                check_touched(&touches[i]);
            }
        }
    }
}
