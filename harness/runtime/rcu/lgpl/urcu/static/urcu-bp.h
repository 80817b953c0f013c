#ifndef _URCU_BP_STATIC_H
#define _URCU_BP_STATIC_H

#include <urcu/static/runtime-readers.h>

#ifdef __cplusplus
extern "C" {
#endif

RUNTIME_READERS(bp)

#ifdef __cplusplus
}
#endif

#endif /* urcu-bp.h */
