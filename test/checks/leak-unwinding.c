// RUN: not membrane scan --checks=leak %s -- 2>&1 | FileCheck %s --implicit-check-not=warning:

// A call that is left by longjmp gives no result: what only that would have
// named is not lost by its caller.

typedef int jmp_buf[50];
void *malloc(__SIZE_TYPE__);
void free(void *);
void *memset(void *, int, __SIZE_TYPE__);
void longjmp(jmp_buf, int) __attribute__((noreturn));

struct image {
  jmp_buf on_error;
  char *row;
};

void *take_ok(struct image *of, __SIZE_TYPE__ size) {
  void *made = malloc(size);
  if (!made)
    longjmp(of->on_error, 1);
  return made;
}

void *take_zeroed_ok(struct image *of, __SIZE_TYPE__ size) {
  return memset(take_ok(of, size), 0, size);
}

void make_row_ok(struct image *of, __SIZE_TYPE__ size) {
  of->row = take_zeroed_ok(of, size);
}

// Nobody frees the first one where the second cannot be had.
void both_bad(struct image *of, __SIZE_TYPE__ size) {
  char *first = take_ok(of, size);
  char *second = take_ok(of, size);
  free(first);
  free(second);
}
// CHECK: :[[#@LINE-5]]:17: warning: 'both_bad' leaks memory of family 'malloc' [leak]

// What the callee itself hangs somewhere is there when it leaves.
static void hang(struct image *of, char **at, __SIZE_TYPE__ size) {
  *at = malloc(size);
  if (size > 100)
    longjmp(of->on_error, 1);
}

void hung_bad(struct image *of, __SIZE_TYPE__ size) {
  char *mine;
  hang(of, &mine, size);
  free(mine);
}
// CHECK: :[[#@LINE-3]]:3: warning: 'hung_bad' leaks memory of family 'malloc' [leak]
