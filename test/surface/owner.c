// RUN: rm -rf %t && split-file %s %t
// RUN: membrane scan --no-config --root %t --public 'lib.h' %t/lib.c --format=json \
// RUN:   --fail-on=never -o %t/out.json -- -I%t
// RUN: %python -c "import json; [print(f['name'], e['to'], e.get('owner'), e['release']) for f in json.load(open(r'%t/out.json'))['functions'] for e in f['escapes']]" \
// RUN:   | FileCheck %s
//
// With what each block goes: the argument or the kind of object whose release
// frees it; nothing, if it has to be released by itself.

//--- lib.h
struct list;
struct pair {
  char *name;
};
struct list *list_new(const char *name);
int list_add(struct list *to, const char *text);
char *list_text(struct list *from);
void list_free(struct list *old);
char *copy(const char *text);
struct pair *pair_new(void);

//--- lib.c
#include "lib.h"
typedef __SIZE_TYPE__ size_t;
void *malloc(size_t);
void free(void *);
char *strdup(const char *);
struct list {
  struct list *next;
  char *text;
};
// CHECK: {{^}}list_new return struct list ['list_free']
struct list *list_new(const char *name) {
  struct list *made = malloc(sizeof *made);
  if (made) {
    made->next = 0;
    made->text = strdup(name);
  }
  return made;
}
// CHECK: {{^}}list_add argument argument 0 ['list_free']
int list_add(struct list *to, const char *text) {
  if (to->text)
    return -1;
  to->text = strdup(text);
  return to->text ? 0 : -1;
}
// CHECK: {{^}}list_text return argument 0 ['list_free']
char *list_text(struct list *from) {
  if (!from->text)
    from->text = strdup("");
  return from->text;
}
void list_free(struct list *old) {
  for (struct list *next; old; old = next) {
    next = old->next;
    free(old->text);
    free(old);
  }
}
// CHECK: {{^}}copy return None ['free']
char *copy(const char *text) { return strdup(text); }
// CHECK: {{^}}pair_new return None ['free']
// CHECK: {{^}}pair_new return None ['free']
struct pair *pair_new(void) {
  struct pair *made = malloc(sizeof *made);
  if (made)
    made->name = strdup("");
  return made;
}
