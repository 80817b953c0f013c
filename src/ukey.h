/*
 * A ukey: what userspace remembers of one datapath flow.
 *
 * Life. The states are ordered and a ukey only moves forward:
 *
 *   CREATED       made by a handler, a packet thread or (for a flow found in a dump) a revalidator
 *   VISIBLE       in its umap; the flow is being put into the datapath
 *   OPERATIONAL   the put was answered with success, or a dump showed the flow
 *   INCONSISTENT  a modify failed: the datapath's actions may not be `actions`
 *   EVICTING      a delete is queued or sent, or has failed and will be sent again
 *   EVICTED       the flow is gone, or was never put; the ukey may be replaced
 *   DELETED       out of its umap; freed after a grace period
 *
 *                 to  VIS  OPE  INC  EVG  EVD  DEL
 *   from CREATED       x                        x   (never visible, freed at once)
 *        VISIBLE            x         x    x        (EVICTED: the put failed, or no flow came)
 *        OPERATIONAL             x    x    x        (EVICTED: the datapath says it has no flow)
 *        INCONSISTENT                 x    x
 *        EVICTING                          x
 *        EVICTED                                x
 *
 * Any other step is a bug and ends the process; so does one by a thread that does not own it. The
 * step to EVICTING makes the calling thread the eviction's owner, and only the owner may delete the
 * flow and step to EVICTED. There is no step from a state to itself: two threads that both believe
 * they evict one ukey must not go unnoticed (upstream 353fe1e14).
 *
 * Where this differs from upstream, and why:
 *  - A delete that fails, other than with ENOENT, may have left the flow in place. Freeing the ukey
 *    would lose its base, and adopting the flow again would credit all of its packets twice. So the
 *    ukey stays EVICTING without an owner, and the next sweep claims it and tries again.
 *  - ENOENT from a delete or a get is the only proof that a flow is gone.
 *  - `put_pending` is set from the umap insertion until it is known that the put of this very ukey
 *    will not happen any more: a handler notes the answer; a packet thread gives none, but has
 *    added its flow, if at all, by its next quiescent state, so a grace period tells. Until then a
 *    dumped record with this ufid may be of another instance, so nothing is credited from it; and a
 *    delete may have overtaken the put, so the eviction is not over: it is tried again. A ukey that
 *    was replaced too early would find a flow in its place that an earlier one has put.
 *  - `dump_seq` names the last dump whose records may not be credited to this ukey: the dump in
 *    which it was handled, but also the one that was running when it was inserted and when its put
 *    was answered. Records that such a dump still holds can be of an earlier instance with the same
 *    ufid (upstream 5dfc8309d copies it from the replaced ukey, which covers one of these cases).
 *
 * Locks: `mutex` guards the members marked GUARDED. Order: umap->mutex before ukey->mutex; the
 * mutex of a ukey that is already in the umap is, under umap->mutex, only tried by handlers, and
 * waited for only by ukey_remove(). No lock is held while the datapath works.
 */
#ifndef UKEY_H
#define UKEY_H 1

#include <pthread.h>
#include <stdatomic.h>

#include "mutex.h"
#include "observer.h"
#include "rcu.h"
#include "translation.h"

struct udpif;

/* Actions as the datapath should have them; replaced as a whole, read under RCU. */
struct ukey_actions {
    struct rcu_head rcu;
    size_t size;
    uint8_t data[];
};

struct ukey {
    struct cds_lfht_node node; /* In its umap; changed under umap->mutex. */
    struct rcu_head rcu;       /* To free it. */
    struct rcu_head put_rcu;   /* To end `put_pending`. */
    struct udpif *udpif;

    /* Immutable. */
    uint64_t serial;
    struct ufid ufid;
    uint32_t pmd_id;
    uint32_t hash;
    struct bytes key, mask; /* In `body`. */

    /* RCU; written with `mutex` held. Readers load it with acquire, which pairs with the release in
     * ukey_set_actions(). Relaxed where the ukey is freed: a grace period has ended, or nobody else
     * has seen it. */
    struct ukey_actions *_Atomic actions;

    struct mutex mutex;
    enum ukey_state state GUARDED;
    bool owned GUARDED; /* EVICTING: `owner` is deleting the flow. */
    pthread_t owner GUARDED;
    bool put_pending GUARDED;       /* Its flow may still be put. */
    bool layer_known GUARDED;       /* base.layer is where the flow's counters are. */
    struct flow_stats base GUARDED; /* Credited so far, of the flow instance that is there now. */
    uint64_t created_ms GUARDED;
    uint64_t dump_seq GUARDED;
    uint64_t reval_seq GUARDED; /* The rules that `actions` agree with. */
    uint64_t sweep_seq GUARDED; /* The last round whose sweep has looked at it. */
    unsigned missed_dumps GUARDED;
    struct translation_handle *handle GUARDED; /* Owned; NULL: to be made when needed. */

    uint8_t body[];
};

/* What a new ukey is made of. The bytes are copied, the handle changes hands. */
struct ukey_seed {
    struct ufid ufid;
    uint32_t pmd_id;
    struct bytes key, mask, actions;
    struct translation_handle *handle;
    uint64_t reval_seq;
    uint64_t used_ms;
    bool put_pending;
};

/* Makes a ukey in state CREATED. */
struct ukey *ukey_create(struct udpif *, const struct ukey_seed *);

/* Frees a ukey that was never visible. */
void ukey_destroy(struct ukey *);

/* Frees a ukey, which is out of its umap, after a grace period. The caller's thread is a registered
 * RCU reader. */
void ukey_postpone_free(struct ukey *);

/* Takes the step to `state`, along the table above. */
void ukey_transition(struct ukey *ukey, enum ukey_state state) REQUIRES(ukey->mutex);

/* Notes that this ukey's flow will not be put any more. Records of the running dump may be older.
 */
void ukey_end_put(struct ukey *ukey) REQUIRES(ukey->mutex);

/* The same, after a grace period: for the ukey of a packet thread, called on that thread. */
void ukey_postpone_end_put(struct ukey *);

/* Makes the calling thread the owner of an eviction that has none, because its delete failed or
 * came too early. False if another thread owns it, its put is pending, or the ukey is not EVICTING.
 */
bool ukey_claim_eviction(struct ukey *ukey) REQUIRES(ukey->mutex);

/* Gives an eviction up, for the time being. The caller owns it. */
void ukey_release_eviction(struct ukey *ukey) REQUIRES(ukey->mutex);

/* Publishes new actions; the old ones are freed after a grace period. */
void ukey_set_actions(struct ukey *ukey, struct bytes actions) REQUIRES(ukey->mutex);

/* The actions; valid until the calling thread's next quiescent state. */
struct bytes ukey_actions(const struct ukey *);

/* Credits what `stats` counts beyond the base to the rules and moves the base there. Nothing
 * else moves it but ukey_forget_instance(). A counter that stepped back is not believed: whether it
 * was reset or dipped for a moment cannot be told, so the base stays, nothing is credited until the
 * counter has passed it, and a loss is declared. Counters of another layer start at 0. */
void ukey_credit(struct ukey *ukey, const struct flow_stats *stats) REQUIRES(ukey->mutex);

/* The flow instance that was credited so far is gone; another one, if it comes, counts from 0. */
void ukey_forget_instance(struct ukey *ukey) REQUIRES(ukey->mutex);

/* How many packets ukey_credit() would credit. */
uint64_t ukey_new_packets(const struct ukey *ukey, const struct flow_stats *stats)
    REQUIRES(ukey->mutex);

/* Says that packets of this flow may never be credited. */
void ukey_declare_loss(const struct ukey *, enum loss_reason);

/* The hash of a flow's identity: umap number and place in the umap. */
uint32_t ukey_hash(const struct ufid *, uint32_t pmd_id);

#endif /* ukey.h */
