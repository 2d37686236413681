// RUN: not membrane scan --checks=mixed-release %s -- 2>&1 | FileCheck %s --implicit-check-not=error:

typedef __SIZE_TYPE__ size_t;
void *malloc(size_t);
void *calloc(size_t, size_t);
void free(void *);
void *mmap(void *, size_t, int, int, int, long);
int munmap(void *, size_t);

char *buffer_bad(size_t n) {
  if (n < 4096)
    return malloc(n);
  return mmap(0, n, 3, 34, -1, 0);
}
// CHECK: :[[#@LINE-2]]:10: error: 'buffer_bad' hands out memory that needs 'munmap' in some calls and 'free' in others [mixed-release]
// CHECK-DAG: :[[#@LINE-3]]:10: note: 'mmap' allocates
// CHECK-DAG: :[[#@LINE-5]]:12: note: 'malloc' allocates

struct map { int n; };
struct map *map_new_bad(void) {
  return mmap(0, sizeof(struct map), 3, 34, -1, 0);
}
void map_free(struct map *m) { free(m); }
// CHECK: :[[#@LINE-3]]:10: error: 'map_new_bad' hands out memory of family 'mmap' that 'map_free' releases as 'malloc' [mixed-release]

// One release tells the kinds apart.
struct area { size_t size; };
struct area *area_new_ok(size_t n) {
  struct area *a = n < 4096 ? malloc(n) : mmap(0, n, 3, 34, -1, 0);
  if (a)
    a->size = n;
  return a;
}
void area_free_ok(struct area *a) {
  if (a->size < 4096)
    free(a);
  else
    munmap(a, a->size);
}

char *either_ok(size_t n) { return n > 1 ? malloc(n) : calloc(1, 1); }

// Each kind has a release of the library's.
int *numbers_bad(size_t n) {
  if (n < 4096)
    return malloc(n);
  return mmap(0, n, 3, 34, -1, 0);
}
// CHECK: :[[#@LINE-2]]:10: error: 'numbers_bad' hands out memory that needs 'numbers_unmap' in some calls and 'numbers_free' in others [mixed-release]
void numbers_free(int *p) { free(p); }
void numbers_unmap(int *p) { munmap(p, 4096); }

// Two places, though the path is "*" for both.
void *two_ok(char *out) {
  ((void **)out)[1] = malloc(8);
  ((void **)out)[2] = mmap(0, 4096, 3, 34, -1, 0);
  return out;
}
