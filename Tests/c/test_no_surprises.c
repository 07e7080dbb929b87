/* What a library must not do to the program around it: print, take signals, leave files open, look at its
   environment, start threads, or fall when it is unloaded and loaded again. */
#define _GNU_SOURCE
#include "files.h"
#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <locale.h>
#include <signal.h>

extern char **environ;

/* Everything that the API does, good and bad. */
static void use_all(void)
{
    provisor *p = OPEN("all.db", NULL), *memory = OPEN(NULL, NULL), *none;
    for (int i = 0; i < 3; i++) {
        json_decref(VALIDATE(p, GOOD, PROVISOR_OK));
        json_decref(VALIDATE(p, "{]", PROVISOR_MALFORMED));
        json_decref(PROVISION(p, GOOD, PROVISOR_OK));
        json_decref(PROVISION(p, "{}", PROVISOR_INVALID));
        json_decref(PROVISION(memory, GOOD, PROVISOR_OK));
        CHECK_INT(provisor_open("missing/store.db", NULL, &none, NULL), PROVISOR_STORE);
        CHECK_INT(provisor_open(".", NULL, &none, NULL), PROVISOR_STORE);
        CHECK_INT(provisor_open("text.db", NULL, &none, NULL), PROVISOR_STORE);
    }
    provisor_close(p);
    provisor_close(memory);
}

static void test_signals(void)
{
    struct sigaction before[NSIG], after;
    sigset_t mask_before, mask_after;
    for (int i = 1; i < NSIG; i++)
        sigaction(i, NULL, &before[i]);
    sigprocmask(SIG_SETMASK, NULL, &mask_before);
    use_all();
    for (int i = 1; i < NSIG; i++) {
        if (sigaction(i, NULL, &after) == 0)
            CHECK(after.sa_handler == before[i].sa_handler && after.sa_flags == before[i].sa_flags);
    }
    sigprocmask(SIG_SETMASK, NULL, &mask_after);
    for (int i = 1; i < NSIG; i++)
        CHECK_INT(sigismember(&mask_after, i), sigismember(&mask_before, i));
}

static void test_output(void)
{
    int saved[2] = {dup(1), dup(2)}, file = open("output.txt", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    fflush(NULL);
    CHECK(saved[0] >= 0 && saved[1] >= 0 && dup2(file, 1) == 1 && dup2(file, 2) == 2);
    int failures = check_failures;
    use_all();
    fflush(NULL);
    dup2(saved[0], 1), dup2(saved[1], 2);
    close(saved[0]), close(saved[1]), close(file);
    char *output = file_read("output.txt", NULL);
    CHECK_REPLY(*output == 0, output);
    CHECK_INT(check_failures, failures);
    free(output);
}

/* Open files of this process; with `others`, how many of those would reach a program that it starts. */
static int open_files(int *others)
{
    DIR *folder = opendir("/proc/self/fd");
    struct dirent *entry;
    int count = 0;
    if (!folder)
        return 0;
    while ((entry = readdir(folder)) != NULL) {
        int file = atoi(entry->d_name);
        if (entry->d_name[0] == '.' || file == dirfd(folder))
            continue;
        count++;
        if (others && !(fcntl(file, F_GETFD) & FD_CLOEXEC))
            ++*others;
    }
    closedir(folder);
    return count;
}

static int running_threads(void)
{
    struct dirent **entries;
    int count = scandir("/proc/self/task", &entries, NULL, NULL);
    for (int i = 0; i < count; i++)
        free(entries[i]);
    if (count >= 0)
        free(entries);
    return count - 2;
}

static void test_files_and_threads(void)
{
    int inherited_before = 0, inherited_after = 0;
    int threads = running_threads(), before = open_files(&inherited_before);
    for (int i = 0; i < rounds(20, 3); i++)
        use_all();
    CHECK_INT(open_files(NULL), before);
    provisor *p = OPEN("all.db", NULL);
    json_decref(PROVISION(p, GOOD, PROVISOR_OK));
    CHECK(open_files(&inherited_after) > before);
    CHECK_INT(inherited_after, inherited_before); /* all of ours are closed by exec */
    CHECK_INT(running_threads(), threads);
    provisor_close(p);
    CHECK_INT(open_files(NULL), before);
}

static char *environment(void)
{
    char *all = calloc(1, 1), *grown;
    for (char **variable = environ; variable && *variable; variable++) {
        if (asprintf(&grown, "%s%s\n", all, *variable) < 0)
            abort();
        free(all);
        all = grown;
    }
    return all;
}

static char *report_on(const char *request)
{
    provisor *p = OPEN(NULL, NULL);
    char *reply = NULL;
    provisor_validate(p, request, PROVISOR_TEXT, &reply);
    provisor_close(p);
    return reply;
}

/* Neither read nor changed; nor the locale, the file mask, or a stale errno. */
static void test_environment(void)
{
    static const char *const names[] = {"HOME", "PATH", "TMPDIR", "LANG", "LC_ALL", "TZ", "SQLITE_TMPDIR", "PROVISOR_STORE"};
    const char *request = REQUEST("'username': 1.5, 'password': 2.25e10, 'pagination.max': 'i', 'base.url': 'https//'");
    mode_t mask = umask(027);
    char *before = environment(), *plain = report_on(request), folder[4096], folder_after[4096];
    CHECK(getcwd(folder, sizeof folder) != NULL);
    use_all();
    char *after = environment();
    CHECK_TEXT(after, before);
    CHECK(getcwd(folder_after, sizeof folder_after) && strcmp(folder, folder_after) == 0);
    CHECK_INT(umask(mask), 027);

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        setenv(names[i], "/nonexistent/Nowhere", 1);
    setlocale(LC_ALL, "de_DE.UTF-8"); /* where there is one: a comma in numbers */
    errno = ENOSPC;
    char *strange = report_on(request);
    use_all();
    clearenv();
    char *bare = report_on(request);
    use_all();
    setlocale(LC_ALL, "C");
    CHECK_TEXT(strange, plain);
    CHECK_TEXT(bare, plain);
    provisor_free(plain);
    provisor_free(strange);
    provisor_free(bare);
    free(before);
    free(after);
}

/* The path of the library that this program runs with. */
static const char *library_path(void)
{
    Dl_info information;
    CHECK(dladdr((void *)(intptr_t)provisor_version, &information) != 0);
    return information.dli_fname;
}

static void test_loading(void)
{
    const char *path = library_path();
    for (int i = 0; i < 10; i++) {
        void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
        CHECK_REPLY(library != NULL, dlerror());
        if (!library)
            return;
        const char *(*version)(void) = (const char *(*)(void))(intptr_t)dlsym(library, "provisor_version");
        CHECK(version && strcmp(version(), PROVISOR_VERSION) == 0);
        use_all();
        CHECK_INT(dlclose(library), 0);
        CHECK_TEXT(provisor_version(), PROVISOR_VERSION);
    }
}

/* Marked so that dlclose never unloads it: the Swift runtime inside could not bear that. */
static void test_stays_loaded(void)
{
    void *library = dlopen(library_path(), RTLD_NOW | RTLD_NOLOAD);
    struct link_map *map = NULL;
    unsigned long long flags = 0;
    CHECK(library && dlinfo(library, RTLD_DI_LINKMAP, &map) == 0);
    for (const ElfW(Dyn) *entry = map ? map->l_ld : NULL; entry && entry->d_tag != DT_NULL; entry++)
        if (entry->d_tag == DT_FLAGS_1)
            flags = entry->d_un.d_val;
    CHECK((flags & DF_1_NODELETE) != 0);
    if (library)
        dlclose(library);
}

int main(void)
{
    scratch_enter();
    file_write("text.db", "this is no database", 19);
    test_signals(); /* first: before any call has set something up */
    test_output();
    test_files_and_threads();
    test_environment();
    test_loading();
    test_stays_loaded();
    scratch_leave();
    return check_result();
}
