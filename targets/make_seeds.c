/*
 * make_seeds DIRECTORY: writes the seed corpus, one file per seed of harness/scenario/seeds.c.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "model/events.h"
#include "scenario/seeds.h"

static bool write_seed(const char *directory, const struct seed *seed)
{
    static struct scenario s;
    uint8_t data[SCENARIO_MAX_SIZE];
    char path[4096];
    size_t size;
    FILE *stream;

    if (!seed_build(seed, &s)) {
        fprintf(stderr, "make_seeds: %s does not reach what it is there to reach\n", seed->name);
        return false;
    }
    size = scenario_encode(&s, data, sizeof data);
    snprintf(path, sizeof path, "%s/%s.bin", directory, seed->name);
    stream = fopen(path, "wb");
    if (!stream || fwrite(data, 1, size, stream) != size || fclose(stream)) {
        fprintf(stderr, "make_seeds: %s: %s\n", path, strerror(errno));
        return false;
    }
    return true;
}

int main(int argc, char **argv)
{
    bool ok = true;

    if (argc != 2) {
        fprintf(stderr, "usage: make_seeds DIRECTORY\n");
        return 2;
    }
    model_events_name();
    for (size_t i = 0; i < n_seeds; i++) {
        ok = write_seed(argv[1], &seeds[i]) && ok;
    }
    return ok ? 0 : 1;
}
