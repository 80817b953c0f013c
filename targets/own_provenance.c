#include "own_provenance.h"

#include <stdio.h>
#include <string.h>

#include "cache/origin.h"

void own_provenance(struct provenance *p, const char *target, const char *signature)
{
    bool fine = strstr(UKEYFUZZ_BUILD, "-fine");

    *p = (struct provenance){0};
    snprintf(p->target, sizeof p->target, "%s%s", target, fine ? "_fine" : "");
    provenance_set(p->build, sizeof p->build, UKEYFUZZ_BUILD);
    provenance_set(p->commit, sizeof p->commit, build_commit);
    provenance_set(p->sources, sizeof p->sources, cache_sources);
    provenance_set(p->planted, sizeof p->planted, cache_planted);
    provenance_set(p->signature, sizeof p->signature, signature);
}
