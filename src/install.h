/*
 * Putting a ukey into its umap: the three cases.
 *
 * A handler has a miss, and the umap already holds a ukey of the same flow. If that one's flow is
 * not in the datapath, one of three things is true:
 *
 *  1. *Not installed yet*: another thread made the ukey and is installing the flow (it is VISIBLE,
 *     or its lock is held). Skip: that thread does the work.
 *  2. *Being deleted*: a revalidator is deleting the flow (the ukey is EVICTING, or its lock is
 *     held). Skip: if traffic goes on missing, the next miss is case 3.
 *  3. *Deleted*: the ukey is EVICTED and only waits for the sweep. Replace it: one atomic swap in
 *     the umap; the old one is freed after a grace period.
 *
 * What counts is that the deletion is over, not that somebody has decided on it: a ukey replaced
 * while its flow is still in the datapath would leave two ukeys answering for one flow. The lock of
 * the old ukey is only tried, because it is taken under the umap's mutex and its holder may be in
 * the middle of a translation. (After upstream 67f08985d and 54ebeff4c.)
 */
#ifndef INSTALL_H
#define INSTALL_H 1

#include "observer.h"
#include "ukey.h"

/* Installs `ukey`, which is CREATED: inserts it, or lets it replace an EVICTED one. On
 * UPCALL_INSTALLED and UPCALL_REPLACED it is VISIBLE and belongs to the umap; on every other
 * verdict it is still the caller's. Handlers and packet threads. */
enum upcall_verdict ukey_install(struct udpif *, struct ukey *);

/* Inserts `ukey`, made for a flow that a dump has shown, unless there is one by now. On success it
 * is VISIBLE, its mutex is held, and it belongs to the umap. Revalidators. */
bool ukey_install_adopted(struct udpif *, struct ukey *ukey) TRY_ACQUIRES(true, ukey->mutex);

/* Takes an EVICTED ukey out of its umap and frees it after a grace period. Does nothing if somebody
 * else has replaced or removed it since the caller looked at it. The caller is in the RCU read-side
 * critical section in which it found the ukey, and holds no lock. */
void ukey_remove(struct udpif *, struct ukey *);

#endif /* install.h */
