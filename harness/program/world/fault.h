/*
 * Faults of the program (a segmentation fault, an illegal instruction, an abort() in a library) as
 * violations of CRASH and ABORT, reported as if the faulting instruction had called for it: so
 * the stack shows the place.
 */
#ifndef PROGRAM_FAULT_H
#define PROGRAM_FAULT_H 1

/* From now on, in this process. */
void faults_are_violations(void);

/* A signal without its "SIG": "SEGV", "RTMIN+2". Valid until the next call. */
const char *signal_word(int number);

#endif /* fault.h */
