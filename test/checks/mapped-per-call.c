// RUN: membrane scan --checks=mapped-per-call %s -- 2>&1 | FileCheck %s --implicit-check-not=remark:
// RUN: not membrane scan --checks=mapped-per-call --fail-on=remark -o %t %s --

typedef __SIZE_TYPE__ size_t;
void *mmap(void *, size_t, int, int, int, long);
int munmap(void *, size_t);
void *malloc(size_t);
void free(void *);

int sum_bad(int file, size_t size) {
  unsigned char *bytes = mmap(0, size, 1, 2, file, 0);
  if (bytes == (void *)-1)
    return -1;
  int sum = 0;
  for (size_t i = 0; i < size; i++)
    sum += bytes[i];
  munmap(bytes, size);
  return sum;
}
// CHECK: :[[#@LINE-9]]:26: remark: 'sum_bad' maps and unmaps memory in a call [mapped-per-call]
// CHECK-NEXT: :[[#@LINE-10]]:26: note: 'mmap' allocates
// CHECK-NEXT: :[[#@LINE-5]]:3: note: 'munmap' releases it
// CHECK-NEXT: note: keep the mapping in an object that the caller holds

static void *map(size_t size) { return mmap(0, size, 3, 34, -1, 0); }
void through_wrapper_bad(size_t size) { munmap(map(size), size); }
// CHECK: :[[#@LINE-1]]:48: remark: 'through_wrapper_bad' maps and unmaps

// Each is named itself.
int caller_ok(int file) { return sum_bad(file, 100); }

void *returned_ok(size_t size) { return mmap(0, size, 3, 34, -1, 0); }

static void *pool;
void *kept_ok(void) {
  if (!pool)
    pool = mmap(0, 65536, 3, 34, -1, 0);
  return pool;
}

void heap_ok(size_t size) { free(malloc(size)); }
