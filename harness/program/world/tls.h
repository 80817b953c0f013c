/*
 * Thread-local variables: each actor has its own. The program is compiled with -femulated-tls, by
 * which a variable is found by a call of __emutls_get_address(), here.
 */
#ifndef PROGRAM_TLS_H
#define PROGRAM_TLS_H 1

/* Forgets the execution before. */
void tls_begin(void);

/* Runs the destructors of the running actor's thread-local objects: for main, whose end is that of
 * the program; the other actors' run when they end. [actor] */
void tls_destroy(void);

#endif /* tls.h */
