#ifndef _URCU_MB_STATIC_H
#define _URCU_MB_STATIC_H

#include <urcu/static/runtime-readers.h>

#ifdef __cplusplus
extern "C" {
#endif

RUNTIME_READERS(mb)

#ifdef __cplusplus
}
#endif

#endif /* urcu-mb.h */
