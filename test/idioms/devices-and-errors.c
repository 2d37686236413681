// RUN: %scan %s -- --target=x86_64-unknown-linux-gnu | FileCheck %s
//
// Users of libudev and libgpg-error, by the built-in models.

struct udev *udev_new(void);
struct udev *udev_unref(struct udev *);
struct udev_device *udev_device_new_from_syspath(struct udev *, const char *);
struct udev_device *udev_device_unref(struct udev_device *);
const char *udev_device_get_devnode(struct udev_device *);
struct udev_enumerate *udev_enumerate_new(struct udev *);
struct udev_enumerate *udev_enumerate_unref(struct udev_enumerate *);
int udev_enumerate_scan_devices(struct udev_enumerate *);
struct udev_list_entry *udev_enumerate_get_list_entry(struct udev_enumerate *);
struct udev_list_entry *udev_list_entry_get_next(struct udev_list_entry *);
const char *udev_list_entry_get_name(struct udev_list_entry *);

int count_ok(void (*look)(const char *node)) {
  struct udev *all = udev_new();
  if (!all)
    return -1;
  int count = 0;
  struct udev_enumerate *list = udev_enumerate_new(all);
  if (list) {
    udev_enumerate_scan_devices(list);
    struct udev_list_entry *at = udev_enumerate_get_list_entry(list);
    for (; at; at = udev_list_entry_get_next(at))
      ++count;
    udev_enumerate_unref(list);
  }
  udev_unref(all);
  return count;
}
// CHECK-LABEL: {{^}}count_ok: contained{{$}}
// CHECK-NOT: assumes callee

struct udev_device *open_bad(struct udev *all, const char *path) {
  return udev_device_new_from_syspath(all, path);
}
// CHECK-LABEL: {{^}}open_bad: opaque{{$}}
// CHECK: {{^}}  escapes return {{.*}} release close_ok{{$}}

/// What was not asked for before is read now.
const char *node_bad(struct udev_device *of) {
  return udev_device_get_devnode(of);
}
// CHECK-LABEL: {{^}}node_bad: {{opaque|escaping}}{{$}}

void close_ok(struct udev_device *old) { udev_device_unref(old); }
// CHECK-LABEL: {{^}}close_ok: none{{$}}

unsigned gpg_err_code_from_syserror(void);
const char *gpg_strerror(unsigned);
int gpgrt_asprintf(char **, const char *, ...);
void gpgrt_free(void *);
char *gpgrt_strdup(const char *);

unsigned report_ok(int n, void (*look)(const char *text)) {
  char *text;
  if (gpgrt_asprintf(&text, "%d", n) < 0)
    return gpg_err_code_from_syserror();
  look(text);
  gpgrt_free(text);
  return 0;
}
// CHECK-LABEL: {{^}}report_ok: contained{{$}}

const char *say_ok(unsigned error) { return gpg_strerror(error); }
// CHECK-LABEL: {{^}}say_ok: none{{$}}

char *copy_bad(const char *of) { return gpgrt_strdup(of); }
// CHECK-LABEL: {{^}}copy_bad: {{opaque|escaping}}{{$}}
// CHECK: {{^}}  escapes return {{.*}} release gpgrt_free{{$}}
