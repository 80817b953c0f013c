/*
 * Translation: from a flow's key to actions, by rules that the cache knows nothing about. The
 * user of the cache implements this interface.
 *
 * Called from handler, packet, revalidator and main threads, at once. `translate` for an upcall is
 * called with no lock held; during revalidation it, `push_stats` and `release` are called with the
 * mutex of one ukey held. They may take locks of their own, but must never wait for a thread that
 * could be waiting for a ukey or a umap, nor for udpif_pause() and the other calls of main. They
 * must not enter an RCU quiescent state.
 */
#ifndef TRANSLATION_H
#define TRANSLATION_H 1

#include "datapath.h"

/* What a translation found: the rules to credit, and the references that its actions need. Opaque;
 * the cache owns each handle it is given and gives it back exactly once, through `release`. */
struct translation_handle;

enum translation_purpose {
    TRANSLATE_UPCALL,     /* A packet that missed: `packet` is credited to the rules now. */
    TRANSLATE_SLOW_PATH,  /* A packet that hit a flow (which counted it): nothing is credited. */
    TRANSLATE_REVALIDATE, /* No packet, no side effects. */
};

struct translation_result {
    /* Valid until the handle is released. */
    struct bytes actions; /* What the datapath is to do: for a slow path, "send it up". */
    struct bytes mask;    /* The bits of the key that the translation looked at. */
    struct bytes execute; /* What to do with the packet in hand; empty: drop it. */
    struct translation_handle *handle;
    bool cacheable; /* False: no flow may be installed from it. */
};

struct translation {
    void *aux; /* First argument of each function. */

    /* Translates `key`. Returns 0, or an errno (the key belongs to no bridge, say) with *result
     * untouched. `packet` is what an upcall's packet counts for, NULL without one. */
    int (*translate)(void *aux, enum translation_purpose, struct bytes key, uint32_t pmd_id,
                     const struct flow_stats *packet, struct translation_result *);

    /* Credits `delta` to the rules behind `handle`. `delta` says how many packets and bytes are
     * new; its other members are those of the flow. */
    void (*push_stats)(void *aux, struct translation_handle *, const struct ufid *, uint32_t pmd_id,
                       const struct flow_stats *delta);

    /* Whether a flow that the cache did not install may be kept: 0, or EINVAL if its key or
     * actions hold references that nobody here has taken (a recirculation id). */
    int (*adopt)(void *aux, struct bytes key, struct bytes actions);

    void (*release)(void *aux, struct translation_handle *);
};

#endif /* translation.h */
