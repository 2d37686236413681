// RUN: %scan %s -- | FileCheck %s
//
// What a call allocates only if its format asks for it.

struct stream;
int sscanf(const char *, const char *, ...);
int vfscanf(struct stream *, const char *, __builtin_va_list);
void free(void *);

int scanned_bad(const char *from, char **to) { return sscanf(from, "%ms", to); }
// CHECK-LABEL: {{^}}scanned_bad: escaping{{$}}
// CHECK-NOT: escapes argument 0
// CHECK: {{^}}  escapes argument 1 "*" char * family malloc release free

int set_bad(const char *from, char **to) {
  return sscanf(from, "%*d%% %[^]%]%10m[a-z]", to);
}
// CHECK-LABEL: {{^}}set_bad: escaping{{$}}

int number_ok(const char *from, int *to) { return sscanf(from, "%d", to); }
// CHECK-LABEL: {{^}}number_ok: none{{$}}

/// No directive has the letter.
int plain_m_ok(const char *from, int *to) {
  return sscanf(from, "m %%m %[m] %d ms", to, to);
}
// CHECK-LABEL: {{^}}plain_m_ok: none{{$}}

static const char Pattern[] = "%5d %ms";
int named_bad(const char *from, int *size, char **to) {
  return sscanf(from, Pattern, size, to);
}
// CHECK-LABEL: {{^}}named_bad: escaping{{$}}

/// It may ask for anything.
int any_bad(const char *from, const char *format, char **to) {
  return sscanf(from, format, to);
}
// CHECK-LABEL: {{^}}any_bad: escaping{{$}}

int chosen_bad(const char *from, int which, char **to) {
  return sscanf(from, which ? "%s" : "%ms", to);
}
// CHECK-LABEL: {{^}}chosen_bad: escaping{{$}}

int chosen_ok(const char *from, int which, int *to) {
  return sscanf(from, which ? "%x" : which == 2 ? "%u" : "%d", to);
}
// CHECK-LABEL: {{^}}chosen_ok: none{{$}}

int released_ok(const char *from) {
  char *word = 0;
  int found = sscanf(from, "%ms", &word);
  free(word);
  return found;
}
// CHECK-LABEL: {{^}}released_ok: contained{{$}}

int second_bad(const char *from, char **to) {
  char *word = 0, *other = 0;
  int found = sscanf(from, "%ms %ms", &word, &other);
  free(word);
  *to = other;
  return found;
}
// CHECK-LABEL: {{^}}second_bad: escaping{{$}}

int list_bad(struct stream *from, ...) {
  __builtin_va_list list;
  __builtin_va_start(list, from);
  int found = vfscanf(from, "%ms", list);
  __builtin_va_end(list);
  return found;
}
// CHECK-LABEL: {{^}}list_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument ... "**" family malloc release free{{$}}

int through_list_bad(struct stream *from, char **to) {
  return list_bad(from, to);
}
// CHECK-LABEL: {{^}}through_list_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 1 "*" char * family malloc

int list_ok(struct stream *from, ...) {
  __builtin_va_list list;
  __builtin_va_start(list, from);
  int found = vfscanf(from, "%d", list);
  __builtin_va_end(list);
  return found;
}
// CHECK-LABEL: {{^}}list_ok: none{{$}}
