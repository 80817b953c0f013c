/*
 * What oracles believe of a cache that nobody has told them, and that no other oracle asks for: to
 * be compared with the cache's own fields by a test (harness/scenario/test/beliefs/). What they
 * believe and share is in internal.h. Nothing here changes anything.
 */
#ifndef ORACLE_BELIEFS_H
#define ORACLE_BELIEFS_H 1

#include <stdbool.h>
#include <stdint.h>

/* apparent.c: as many ukeys as the cache can have counted, and as many flows without one as it can
 * believe in. */
unsigned apparent_most_counted(void);
unsigned apparent_most_foreign(void);

/* attr.c: whether the slot's ukey must have a translation, as it was made from one or has credited
 * one. */
bool attr_has_translation(unsigned slot);

/* idle.c: when the slot was last used, or its ukey made, whichever is later; virtual ms. No cache
 * can know of a later use. */
uint64_t idle_used_ms(unsigned slot);

/* limit.c: how many ukeys of upcalls stand for a flow; how many flows have come in this round, or
 * seemed to; how many have been deleted in it for no other reason than their number; and how many
 * of them the running actor may find too many in all. */
unsigned limit_n_installed(void);
unsigned limit_n_come(void);
unsigned limit_n_killed(void);
unsigned limit_most_killed(void);
/* The least that a cache which deletes the slot's flow, a live one, can take for its last use;
 * virtual ms. */
uint64_t limit_last_used_ms(unsigned slot);

/* once.c: the instance that the slot's last credit was of; 0: there was none. */
uint32_t once_credited(unsigned slot);

/* ops.c: whether a delete of the slot's ukey has begun and not been answered. */
bool ops_is_deleting(unsigned slot);

/* progress.c: pause() has returned and resume() has not begun; stop() has returned, or nothing was
 * ever started, and no call that starts anything has begun since. */
bool progress_is_paused(void);
bool progress_is_stopped(void);

/* recovery.c: the limit that the last round has left, 0 if none has; and the fewest flows since the
 * round began that the cache has not been deleting. */
uint32_t recovery_limit(void);
unsigned recovery_fewest(void);

/* stall.c: for how many rounds the slot's ukey has had no flow, up to those that are enough to be
 * rid of it. */
unsigned stall_n_blocked(unsigned slot);

#endif /* beliefs.h */
