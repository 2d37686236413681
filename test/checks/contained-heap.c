// RUN: membrane scan --checks=contained-heap %s -- 2>&1 | FileCheck %s --implicit-check-not=remark:
// RUN: not membrane scan --checks=contained-heap --fail-on=remark -o %t %s --
// RUN: membrane scan --fail-on=never %s -- 2>&1 | FileCheck %s --check-prefix=DEFAULT --implicit-check-not=remark:
// DEFAULT: {{^}}contained

typedef __SIZE_TYPE__ size_t;
void *malloc(size_t), *realloc(void *, size_t);
void free(void *);
char *strdup(const char *);
typedef struct _IO_FILE FILE;
FILE *fopen(const char *, const char *);
int fclose(FILE *);

int copied_bad(const char *text) {
  char *copy = strdup(text);
  int first = copy[0];
  free(copy);
  return first;
}
// CHECK: :[[#@LINE-5]]:16: remark: 'copied_bad' takes memory from the heap and gives it back in the same call [contained-heap]
// CHECK-NEXT: :[[#@LINE-6]]:16: note: 'strdup' allocates
// CHECK-NEXT: :[[#@LINE-5]]:3: note: 'free' releases it
// CHECK-NEXT: note: memory of a scratch region would serve

int small_bad(void) {
  char *p = malloc(64);
  if (!p)
    return -1;
  int first = p[0];
  free(p);
  return first;
}
// CHECK: :[[#@LINE-7]]:13: remark: 'small_bad' takes
// CHECK: note: a local variable of 64 bytes would serve

int large_bad(void) {
  char *p = malloc(1 << 20);
  free(p);
  return p != 0;
}
// CHECK: :[[#@LINE-4]]:13: remark: 'large_bad' takes
// CHECK: note: memory of a scratch region would serve

static void *wrapped(size_t size) { return malloc(size); }
static void give_back(void *p) { free(p); }
void through_wrapper_bad(size_t size) {
  char *p = wrapped(size);
  give_back(p);
}
// CHECK: :[[#@LINE-3]]:13: remark: 'through_wrapper_bad' takes
// CHECK: note: 'wrapped' is called here
// CHECK-NEXT: note: released in 'give_back', which is called here

// How large it gets is not known when it is made.
void grown_ok(size_t size) {
  char *p = malloc(16);
  p = realloc(p, size);
  free(p);
}

// The callee is judged on its own, and by its own name.
int outer_ok(const char *text) { return copied_bad(text); }

char *result_ok(const char *text) { return strdup(text); }

void on_some_path_ok(int keep, char **out) {
  char *p = malloc(8);
  keep ? (void)(*out = p) : free(p);
}

void lost_ok(int early) {
  char *p = malloc(8);
  if (early)
    return;
  free(p);
}

// It is libc's memory, wherever it comes from.
void resource_ok(const char *path) {
  fclose(fopen(path, "r"));
}

static char **pair_new(void) {
  char **p = malloc(2 * sizeof *p);
  p[0] = malloc(1);
  return p;
}
static void pair_free(char **p) {
  free(p[0]);
  free(p);
}
// A constructor of more than a block.
void built_ok(void) { pair_free(pair_new()); }

// The caller's allocator may well be a region.
int parameterized_ok(void *(*get)(size_t), void (*put)(void *)) {
  char *p = get(4);
  put(p);
  return p != 0;
}
