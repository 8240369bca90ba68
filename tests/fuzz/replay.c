/* SPDX-License-Identifier: MIT
 * Runs every file of a folder through a fuzz target, so that what was once found stays found. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { INPUT_MAX = 1 << 21 };

static int replay(const char *path)
{
    FILE *in = fopen(path, "rb");
    uint8_t *data = malloc(INPUT_MAX);
    int bad = 1;
    if (in != NULL && data != NULL) {
        size_t size = fread(data, 1, INPUT_MAX, in);
        bad = ferror(in) || LLVMFuzzerTestOneInput(data, size) != 0;
    }
    if (in != NULL) {
        (void)fclose(in);
    }
    free(data);
    return bad;
}

int main(int argc, char **argv)
{
    DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;
    if (folder == NULL) {
        (void)fprintf(stderr, "expected a folder of inputs\n");
        return 1;
    }
    unsigned ran = 0;
    unsigned failed = 0;
    const struct dirent *entry = NULL;
    while ((entry = readdir(folder)) != NULL) {
        char path[4096];
        (void)snprintf(path, sizeof path, "%s/%s", argv[1], entry->d_name);
        if (entry->d_name[0] != '.') {
            ran++;
            failed += replay(path) != 0;
        }
    }
    (void)closedir(folder);
    (void)printf("%u inputs replayed, %u failed\n", ran, failed);
    return ran > 0 && failed == 0 ? 0 : 1;
}
