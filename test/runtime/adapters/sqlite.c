// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// SQLite works with memory of one heap for the process: from several threads,
// under a limit, and again after it was shut down.

#include "adapter.h"

#include <membrane/adapters.h>
#include <pthread.h>
#include <sqlite3.h>

static void execute(sqlite3 *database, const char *text) {
  CHECK(sqlite3_exec(database, text, NULL, NULL, NULL) == SQLITE_OK);
}

static sqlite3 *database_open(void) {
  sqlite3 *database;
  CHECK(sqlite3_open(":memory:", &database) == SQLITE_OK);
  CHECK(mbr_region_of(database) == mbr_sqlite_region());
  execute(database, "create table words (place integer, text text)");
  return database;
}

static void words_insert(sqlite3 *database, int count) {
  sqlite3_stmt *insert;
  const char text[] = "insert into words values (?, printf('word %d', ?1))";
  CHECK(sqlite3_prepare_v2(database, text, -1, &insert, NULL) == SQLITE_OK);
  for (int i = 0; i < count; i++) {
    CHECK(sqlite3_bind_int(insert, 1, i) == SQLITE_OK);
    CHECK(sqlite3_step(insert) == SQLITE_DONE);
    CHECK(sqlite3_reset(insert) == SQLITE_OK);
  }
  CHECK(sqlite3_finalize(insert) == SQLITE_OK);
}

static int one_number(sqlite3 *database, const char *text) {
  sqlite3_stmt *query;
  CHECK(sqlite3_prepare_v2(database, text, -1, &query, NULL) == SQLITE_OK);
  CHECK(sqlite3_step(query) == SQLITE_ROW);
  int number = sqlite3_column_int(query, 0);
  CHECK(sqlite3_finalize(query) == SQLITE_OK);
  return number;
}

static void *use(void *unused) {
  (void)unused;
  sqlite3 *database = database_open();
  words_insert(database, 3000);
  execute(database, "create index by_text on words (text)");
  CHECK(one_number(database,
                   "select count(*) from words a, words b "
                   "where a.place = b.place and a.text like '%7'") == 300);
  execute(database, "update words set text = text || text || place");
  execute(database, "delete from words where place % 3 = 0");
  CHECK(one_number(database, "select length(group_concat(text)) from words") ==
        43785);
  CHECK(sqlite3_close(database) == SQLITE_OK);
  return NULL;
}

static void threads_share_the_heap(void) {
  pthread_t threads[2];
  for (int i = 0; i < 2; i++)
    CHECK(pthread_create(&threads[i], NULL, use, NULL) == 0);
  for (int i = 0; i < 2; i++)
    CHECK(pthread_join(threads[i], NULL) == 0);
  CHECK(sqlite3_memory_used() < 50000);
}

static void a_limit_is_an_error_of_the_statement(void) {
  sqlite3 *database = database_open();
  size_t limit = mbr_region_bytes(mbr_sqlite_region()) + MBR_BLOCK_SIZE;
  CHECK(mbr_region_limit(mbr_sqlite_region(), limit) == 0);
  CHECK(sqlite3_exec(database,
                     "insert into words with recursive n(i) as (select 1 union "
                     "all select i + 1 from n) select i, i from n",
                     NULL, NULL, NULL) == SQLITE_NOMEM);
  CHECK(mbr_region_bytes(mbr_sqlite_region()) <= limit);
  CHECK(mbr_region_limit(mbr_sqlite_region(), SIZE_MAX) == 0);
  CHECK(one_number(database, "select count(*) from words") == 0);
  CHECK(sqlite3_close(database) == SQLITE_OK);
}

static void a_current_heap_is_not_asked(void) {
  mbr_region *region = mbr_region_create();
  mbr_heap_enter(mbr_heap_create(region));
  size_t before = mbr_region_bytes(region);
  sqlite3 *database = database_open();
  words_insert(database, 100);
  CHECK(sqlite3_close(database) == SQLITE_OK);
  CHECK(mbr_region_bytes(region) == before);
  mbr_heap_enter(NULL);
  mbr_region_destroy(region);
}

int main(void) {
  sqlite3_mem_methods methods = {
      mbr_sqlite_malloc,  mbr_sqlite_free, mbr_sqlite_realloc,  mbr_sqlite_size,
      mbr_sqlite_roundup, mbr_sqlite_init, mbr_sqlite_shutdown, NULL};
  CHECK(sqlite3_config(SQLITE_CONFIG_MALLOC, &methods) == SQLITE_OK);
  size_t libc = 0, released = 0;
  for (int round = 0; released < 2 * little || round <= warm_rounds; round++) {
    CHECK(!mbr_sqlite_region());
    CHECK(sqlite3_initialize() == SQLITE_OK);
    use(NULL);
    threads_share_the_heap();
    a_limit_is_an_error_of_the_statement();
    a_current_heap_is_not_asked();
    released += mbr_region_bytes(mbr_sqlite_region());
    CHECK(sqlite3_shutdown() == SQLITE_OK);
    if (round == warm_rounds)
      libc = libc_bytes();
  }
  CHECK(mapped_bytes() <= little);
  // The threads leave their caches with libc.
  CHECK(libc_bytes() <= libc + 10000);
  CHECK(mbr_sqlite_roundup(1) == 16 && mbr_sqlite_roundup(32) == 32);
  return 0;
}
