// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Holds a C handle from Rust: Drop releases, Clone is one holder more, and
// strings are borrowed from the handle without a copy.

use std::ffi::{CStr, CString};
use std::os::raw::{c_char, c_void};
use std::ptr::NonNull;
use std::thread;

/// Of the C library only a pointer is known.
#[repr(C)]
struct Handle {
    _inside: [u8; 0],
}

extern "C" {
    fn words_create(text: *const c_char) -> *mut Handle;
    fn words_count(all: *const Handle) -> usize;
    fn words_frequency(all: *const Handle, word: *const c_char) -> usize;
    fn words_most(all: *const Handle) -> *const c_char;
    fn words_alive() -> usize;
    fn mbr_retain(object: *mut c_void) -> *mut c_void;
    fn mbr_release(object: *mut c_void);
    fn mbr_bytes(object: *const c_void) -> usize;
}

/// The words of a text.
struct Words(NonNull<Handle>);

// The C library says that any thread may read and release a handle.
unsafe impl Send for Words {}
unsafe impl Sync for Words {}

impl Words {
    /// None without memory, or when the text has a zero byte.
    fn new(text: &str) -> Option<Words> {
        let text = CString::new(text).ok()?;
        NonNull::new(unsafe { words_create(text.as_ptr()) }).map(Words)
    }

    fn len(&self) -> usize {
        unsafe { words_count(self.0.as_ptr()) }
    }

    fn frequency(&self, word: &str) -> usize {
        match CString::new(word) {
            Ok(word) => unsafe { words_frequency(self.0.as_ptr(), word.as_ptr()) },
            Err(_) => 0,
        }
    }

    /// Stands in the handle, so it cannot outlive `self`: the compiler checks.
    fn most(&self) -> &str {
        let text = unsafe { CStr::from_ptr(words_most(self.0.as_ptr())) };
        text.to_str().expect("words of a str are UTF-8")
    }

    /// What hangs on the handle.
    fn bytes(&self) -> usize {
        unsafe { mbr_bytes(self.0.as_ptr().cast()) }
    }
}

impl Clone for Words {
    fn clone(&self) -> Words {
        unsafe { mbr_retain(self.0.as_ptr().cast()) };
        Words(self.0)
    }
}

impl Drop for Words {
    fn drop(&mut self) {
        unsafe { mbr_release(self.0.as_ptr().cast()) }
    }
}

fn alive() -> usize {
    unsafe { words_alive() }
}

fn main() {
    let words = Words::new("the cat, the dog and the bird").expect("no memory");
    println!("words: {}", words.len());
    println!("most: {} {}", words.most(), words.frequency("the"));
    println!("bytes: {}", words.bytes());
    println!("alive: {}", alive());

    // Each thread is a holder; the last one releases, whichever that is.
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let ours = words.clone();
            thread::spawn(move || assert_eq!(ours.frequency("the"), 3))
        })
        .collect();
    drop(words);
    for thread in threads {
        thread.join().expect("a thread saw other words");
    }
    println!("alive: {}", alive());

    for number in 0..1000 {
        let again = Words::new(&format!("word {}", number)).expect("no memory");
        assert_eq!((again.len(), alive()), (2, 1));
    }
    assert_eq!(alive(), 0);
}
