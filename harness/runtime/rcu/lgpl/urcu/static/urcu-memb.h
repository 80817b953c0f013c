#ifndef _URCU_MEMB_STATIC_H
#define _URCU_MEMB_STATIC_H

#include <urcu/static/runtime-readers.h>

#ifdef __cplusplus
extern "C" {
#endif

RUNTIME_READERS(memb)

#ifdef __cplusplus
}
#endif

#endif /* urcu-memb.h */
