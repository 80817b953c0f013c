/* Userspace RCU as the cache uses it: the QSBR flavour under its generic names, and the lock-free
 * hash table. */
#ifndef RCU_H
#define RCU_H 1

#define URCU_API_MAP
#include <urcu/urcu-qsbr.h>
#include <urcu/rculfhash.h>

#endif /* rcu.h */
