// RUN: not membrane scan --checks=missing-release %s -- 2>&1 | FileCheck %s --implicit-check-not=warning:

typedef __SIZE_TYPE__ size_t;
typedef struct _IO_FILE FILE;
void *malloc(size_t);
void *calloc(size_t, size_t);
void free(void *);
FILE *fopen(const char *, const char *);

struct lonely { int n; };
struct lonely *lonely_new_bad(void) { return malloc(sizeof(struct lonely)); }
// CHECK: :[[#@LINE-1]]:46: warning: 'lonely_new_bad' hands out a 'struct lonely *' that no public function releases [missing-release]

int lonely_into_bad(struct lonely **out) {
  *out = malloc(sizeof **out);
  return *out != 0;
}
// CHECK: warning: 'lonely_into_bad' hands out a 'struct lonely *' that no public function releases [missing-release]

struct paired { int n; };
struct paired *paired_new_ok(void) { return malloc(sizeof(struct paired)); }
void paired_free_ok(struct paired *p) { free(p); }

// Released as a side effect of something only: unusual, but it is released.
struct consumed { int n; };
struct consumed *consumed_new_ok(void) { return malloc(sizeof(struct consumed)); }
int consumed_run_ok(struct consumed *c, int **out) {
  *out = calloc(c->n, sizeof **out);
  free(c);
  return *out != 0;
}

// Not a handle: the caller can look into it, or has the system's release.
char *text_ok(void) { return malloc(8); }
FILE *file_ok(const char *name) { return fopen(name, "r"); }

// An object of another library, which releases it.
typedef struct rsa_st RSA;
RSA *RSA_new(void);
RSA *key_ok(void) { return RSA_new(); }
int key_into_ok(RSA **out) { return (*out = RSA_new()) != 0; }
// Memory of that library in which an object of this one stands.
void *CRYPTO_malloc(size_t, const char *, int);
struct lasting { int n; };
struct lasting *lasting_new_bad(void) { return CRYPTO_malloc(sizeof(struct lasting), "", 0); }
// CHECK: warning: 'lasting_new_bad' hands out a 'struct lasting *' that no public function releases [missing-release]

// The list owns what it gives out.
struct entry { struct entry *next; };
struct list { struct entry *head; };
struct list *list_new_ok(void) { return calloc(1, sizeof(struct list)); }
struct entry *list_add_ok(struct list *l) {
  struct entry *e = calloc(1, sizeof *e);
  if (!e)
    return 0;
  e->next = l->head;
  l->head = e;
  return e;
}
void list_free_ok(struct list *l) {
  for (struct entry *e = l->head, *next; e; e = next) {
    next = e->next;
    free(e);
  }
  free(l);
}

// Memory of the caller's own allocator.
struct pooled { int n; };
struct pooled *pooled_new_ok(void *(*get)(size_t)) {
  return get(sizeof(struct pooled));
}
