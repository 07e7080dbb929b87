/* Runs a fuzz target on files: for corpora as plain tests, and for an input that was found.
   usage: fuzz_X FILE-OR-FOLDER... */
#include <ftw.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int count;

static int replay(const char *path, const struct stat *status, int flag, struct FTW *place)
{
    (void)status, (void)place;
    if (flag != FTW_F)
        return 0;
    FILE *file = fopen(path, "rb");
    uint8_t *data = NULL;
    long size = -1;
    if (!file || fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) < 0 || fseek(file, 0, SEEK_SET) != 0
        || !(data = malloc((size_t)size + 1)) || fread(data, 1, (size_t)size, file) != (size_t)size) {
        perror(path);
        exit(1);
    }
    fclose(file);
    fprintf(stderr, "%s\n", path); /* the last one is the one that ended the program */
    LLVMFuzzerTestOneInput(data, (size_t)size);
    free(data);
    count++;
    return 0;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (nftw(argv[i], replay, 16, FTW_PHYS) != 0) {
            perror(argv[i]);
            return 1;
        }
    if (count == 0) {
        fprintf(stderr, "there is no input\n");
        return 1;
    }
    return 0;
}
