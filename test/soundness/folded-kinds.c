// RUN: %scan %s -- | FileCheck %s
//
// A place that stands for what hangs at the same offset further on (the entries
// of a table of lists) is of no one kind: what is a number in one of them is a
// pointer in another.

typedef __SIZE_TYPE__ size_t;
void *malloc(size_t);

struct node {
  void *value;
  struct node *before, *next;
};
struct list {
  struct node *head, *tail;
  void (*drop)(void *, void *);
  size_t size;
};
struct table {
  struct list *lists;
  size_t (*number)(void *, size_t, size_t);
  int (*same)(void *, size_t, void *, size_t);
  size_t many;
};
struct element {
  struct node of;
  void *value;
  size_t length;
  char key[1];
};
struct entry {
  long pad[7];
  void *user;
};

static void *pick(struct table *in, void *key, size_t length) {
  if (!in->lists)
    return 0;
  struct list *all = &in->lists[in->number(key, length, in->many)];
  for (struct node *at = all->head; at; at = at->next) {
    struct element *found = at->value;
    if (in->same(found->key, found->length, key, length))
      return found->value;
  }
  return 0;
}

static struct entry *get(struct table *in, int key) {
  return key != -1 ? pick(in, &key, sizeof key) : 0;
}

int assign_bad(struct table *in, int key) {
  struct entry *there = get(in, key);
  if (there)
    there->user = malloc(4);
  return !there;
}
// CHECK-LABEL: {{^}}assign_bad: opaque{{$}}
// CHECK: {{^}}  escapes argument 0 "{{.*}}->user" void * opaque family malloc
