// RUN: %scan %s -- --target=x86_64-unknown-linux-gnu | FileCheck %s
//
// Users of libxml2, by the built-in models. Its allocator's hooks are variables.

#include "../Inputs/libc.h"

typedef unsigned char xmlChar;
struct item {
  xmlChar *name;
};
extern void *(*xmlMalloc)(size_t);
extern void *(*xmlRealloc)(void *, size_t);
extern void (*xmlFree)(void *);
xmlChar *xmlStrdup(const xmlChar *);

int used_ok(size_t size) {
  char *text = xmlMalloc(size);
  if (!text)
    return 0;
  int first = text[0];
  xmlFree(text);
  return first;
}
// CHECK-LABEL: {{^}}used_ok: contained{{$}}
// CHECK-NOT: assumes

struct item *item_new_bad(const xmlChar *name) {
  struct item *made = xmlMalloc(sizeof *made);
  if (made)
    made->name = xmlStrdup(name);
  return made;
}
// CHECK-LABEL: {{^}}item_new_bad: opaque{{$}}
// CHECK: {{^}}  escapes return "" {{.*}} family xmlMalloc release item_free

void item_free(struct item *old) {
  xmlFree(old->name);
  xmlFree(old);
}
// CHECK-LABEL: {{^}}item_free: none{{$}}
// CHECK: {{^}}  releases argument 0 "" always
// CHECK: {{^}}  releases argument 0 "->name" always

typedef struct xmlHashTable xmlHashTable;
xmlHashTable *xmlHashCreate(int);
int xmlHashAddEntry(xmlHashTable *, const xmlChar *, void *);
void *xmlHashLookup(xmlHashTable *, const xmlChar *);
void xmlHashFree(xmlHashTable *, void (*)(void *, const xmlChar *));
static void drop(void *held, const xmlChar *name) { item_free(held); }

int looked_up_ok(const xmlChar *name) {
  xmlHashTable *all = xmlHashCreate(8);
  if (!all)
    return 0;
  xmlHashAddEntry(all, name, item_new_bad(name));
  struct item *found = xmlHashLookup(all, name);
  int first = found ? found->name[0] : 0;
  xmlHashFree(all, drop);
  return first;
}
// CHECK-LABEL: {{^}}looked_up_ok: contained{{$}}

void added_bad(xmlHashTable *all, const xmlChar *name) {
  xmlHashAddEntry(all, name, item_new_bad(name));
}
// CHECK-LABEL: {{^}}added_bad: opaque{{$}}
// CHECK: {{^}}  escapes argument 0

struct document *xmlReadFile(const char *, const char *, int);
void *xmlDocGetRootElement(const struct document *);
xmlChar *xmlGetProp(const void *, const xmlChar *);
void xmlFreeDoc(struct document *);
int read_ok(const char *path, const xmlChar *name) {
  struct document *read = xmlReadFile(path, NULL, 0);
  if (!read)
    return -1;
  xmlChar *value = xmlGetProp(xmlDocGetRootElement(read), name);
  int first = value ? value[0] : 0;
  xmlFree(value);
  xmlFreeDoc(read);
  return first;
}
// CHECK-LABEL: {{^}}read_ok: contained{{$}}
