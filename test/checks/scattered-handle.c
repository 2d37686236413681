// RUN: membrane scan --fail-on=error --checks=scattered-handle %s -- 2>&1 | FileCheck %s --implicit-check-not=remark:

void *malloc(__SIZE_TYPE__), *calloc(__SIZE_TYPE__, __SIZE_TYPE__);
void free(void *);
char *strdup(const char *);

struct node { struct node *next; char *text; };
struct book { struct node *first; };
struct book *book_new(void) { return calloc(1, sizeof(struct book)); }
int book_add(struct book *b, const char *text) {
  struct node *n = malloc(sizeof *n);
  if (!n)
    return -1;
  n->text = strdup(text);
  n->next = b->first;
  b->first = n;
  return 0;
}
void book_free_bad(struct book *b) {
  for (struct node *n = b->first, *next; n; n = next) {
    next = n->next;
    free(n->text);
    free(n);
  }
  free(b);
}
// CHECK: :[[#@LINE-8]]:6: remark: the release of 'struct book' frees 3 kinds of block one by one [scattered-handle]
// CHECK-NEXT: note: one region for each object would serve, and the release would be one call

// One block.
struct plain { int value; };
struct plain *plain_new(void) { return calloc(1, sizeof(struct plain)); }
void plain_free_ok(struct plain *p) { free(p); }

// What is removed before the end.
struct stack { struct node *top; };
struct stack *stack_new(void) { return calloc(1, sizeof(struct stack)); }
void stack_push(struct stack *s) {
  struct node *n = calloc(1, sizeof *n);
  n->next = s->top;
  s->top = n;
}
void stack_pop(struct stack *s) {
  struct node *n = s->top;
  s->top = n->next;
  free(n);
}
void stack_free_bad(struct stack *s) {
  while (s->top)
    stack_pop(s);
  free(s);
}
// CHECK: :[[#@LINE-5]]:6: remark: the release of 'struct stack' frees 2 kinds of block one by one [scattered-handle]
// CHECK-NEXT: note: a region for each object would serve, with blocks that it can free singly, as 'stack_pop' does

// The last holder frees it.
struct shared { int holders; char *text; };
struct shared *shared_new(const char *text) {
  struct shared *s = calloc(1, sizeof *s);
  s->holders = 1;
  s->text = strdup(text);
  return s;
}
void shared_free_ok(struct shared *s) {
  if (--s->holders)
    return;
  free(s->text);
  free(s);
}
