#include <sqlite3.h>
#include <stdint.h>

/* SQLite's destructor constants are casts of integers to function pointers, and sqlite3_db_config is variadic:
   neither reaches Swift. */

static inline int csqlite_bind_text(sqlite3_stmt *statement, int index, const char *text, int length) {
    return sqlite3_bind_text(statement, index, text, length, SQLITE_TRANSIENT);
}

static inline int csqlite_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, int length) {
    return sqlite3_bind_blob(statement, index, bytes, length, SQLITE_TRANSIENT);
}

static inline int csqlite_set_defensive(sqlite3 *connection) {
    return sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
}

/* Six words of the WAL index: its header, as https://www.sqlite.org/walformat.html documents it, which every commit of
   every process changes. SQLite itself reads it without a lock to see whether anything has happened. Only for a
   connection that has read in WAL mode: on another one this would make a WAL index. Answers 0 where there is none. */
static inline int csqlite_wal_header(sqlite3 *connection, uint64_t *words) {
    sqlite3_file *file = 0;
    volatile void *index = 0;
    if (sqlite3_file_control(connection, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK || !file ||
        !file->pMethods || file->pMethods->iVersion < 2 || !file->pMethods->xShmMap ||
        file->pMethods->xShmMap(file, 0, 32768, 0, &index) != SQLITE_OK || !index)
        return 0;
    for (int i = 0; i < 6; i++) words[i] = ((const volatile uint64_t *)index)[i];
    return ((const unsigned char *)words)[12] != 0; /* isInit */
}
