// RUN: %scan %s -- | FileCheck %s
//
// Lists that know where the next element is to be put: what is stored there
// hangs under the list's first element, and is released as that.

void *malloc(__SIZE_TYPE__);
void free(void *);
char *strdup(const char *);

struct entry {
  char *text;
  struct entry *next;
};
struct list {
  struct entry *first, **last;
};

struct list *list_new(void) {
  struct list *made = malloc(sizeof *made);
  if (!made)
    return 0;
  made->first = 0;
  made->last = &made->first;
  return made;
}

int list_add(struct list *l, const char *text) {
  struct entry *e = malloc(sizeof *e);
  if (!e)
    return -1;
  e->text = strdup(text);
  e->next = 0;
  *l->last = e;
  l->last = &e->next;
  return 0;
}
// CHECK-LABEL: {{^}}list_add: opaque
// CHECK: escapes argument 0 "->last*" {{.*}} release list_free{{$}}

void list_free(struct list *l) {
  for (struct entry *e = l->first, *next; e; e = next) {
    next = e->next;
    free(e->text);
    free(e);
  }
  free(l);
}

// Inside of another object, with a function that only empties it.
struct box {
  int size;
  struct list in;
};
struct box *box_new(void) {
  struct box *made = malloc(sizeof *made);
  if (!made)
    return 0;
  made->in.first = 0;
  made->in.last = &made->in.first;
  return made;
}
int box_add(struct box *b, const char *text) { return list_add(&b->in, text); }
// CHECK-LABEL: {{^}}box_add: opaque
// CHECK: escapes argument 0 "->in.last" {{.*}} release box_empty{{$}}
// CHECK: escapes argument 0 "->in.last*" {{.*}} release box_empty{{$}}

void box_empty(struct box *b) {
  for (struct entry *e = b->in.first, *next; e; e = next) {
    next = e->next;
    free(e->text);
    free(e);
  }
  b->in.first = 0;
  b->in.last = &b->in.first;
}

// The text of the elements stays.
struct bad {
  struct entry *first, **last;
};
struct bad *bad_new(void) {
  struct bad *made = malloc(sizeof *made);
  if (!made)
    return 0;
  made->first = 0;
  made->last = &made->first;
  return made;
}
int bad_add(struct bad *l, const char *text) {
  struct entry *e = malloc(sizeof *e);
  if (!e)
    return -1;
  e->text = strdup(text);
  e->next = 0;
  *l->last = e;
  l->last = &e->next;
  return 0;
}
void bad_free(struct bad *l) {
  for (struct entry *e = l->first, *next; e; e = next) {
    next = e->next;
    free(e);
  }
  free(l);
}

// CHECK-LABEL: {{^}}type struct bad:
// CHECK-NEXT: release bad_free incomplete
// CHECK-LABEL: {{^}}type struct list:
// CHECK-NEXT: release list_free complete
