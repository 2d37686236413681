// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Holds a C handle from Java: try-with-resources releases, and a Cleaner does
// when nobody closed it. For JDK 17; words_jni.c is its other side.
//
//     java -Djava.library.path=DIRECTORY_OF_LIBWORDSJNI Words.java

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;

/** The words of a text. */
public final class Words implements AutoCloseable {
  static {
    System.loadLibrary("wordsjni");
  }

  private static final Cleaner CLEANER = Cleaner.create();

  /** What is to be done in the end; it must not know the object itself. */
  private static final class Release implements Runnable {
    private final long handle;

    Release(long handle) {
      this.handle = handle;
    }

    @Override
    public void run() { // on the Cleaner's thread: mbr_release allows any
      release(handle);
    }
  }

  private long handle;
  private final Cleaner.Cleanable cleanable;

  public Words(String text) {
    handle = create(text);
    if (handle == 0)
      throw new OutOfMemoryError("no memory for words");
    cleanable = CLEANER.register(this, new Release(handle));
  }

  private long standing() {
    if (handle == 0)
      throw new IllegalStateException("these words were closed");
    return handle;
  }

  // The fences keep the Cleaner away until the native function is done: its
  // argument is a number, which keeps nothing alive.

  public long count() {
    try {
      return count(standing());
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  public long frequency(String word) {
    try {
      return frequency(standing(), word);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  public String most() {
    try {
      return most(standing());
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** What hangs on the handle, which the JVM does not see. */
  public long bytes() {
    try {
      return bytes(standing());
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** Releases the handle now. Not while another thread uses the object. */
  @Override
  public void close() {
    handle = 0;
    cleanable.clean(); // runs Release once, whoever comes first
  }

  private static native long create(String text);
  private static native long count(long handle);
  private static native long frequency(long handle, String word);
  private static native String most(long handle);
  private static native long bytes(long handle);
  private static native void release(long handle);
  private static native long alive();

  private static void expect(boolean holds, String what) {
    if (!holds)
      throw new IllegalStateException("does not hold: " + what);
  }

  public static void main(String[] arguments) throws InterruptedException {
    try (Words words = new Words("the cat, the dog and the bird")) {
      System.out.println("words: " + words.count());
      System.out.println("most: " + words.most() + " " + words.frequency("the"));
      System.out.println("bytes: " + words.bytes());
      System.out.println("alive: " + alive());
    }
    System.out.println("alive: " + alive());

    Words closed = new Words("one two");
    closed.close();
    closed.close();
    try {
      closed.count();
      expect(false, "a closed handle throws");
    } catch (IllegalStateException expected) {
      expect(alive() == 0, "it was released once");
    }

    // Many that nobody closes.
    for (int i = 0; i < 1000; i++)
      expect(new Words("word " + i).count() == 2, "two words");
    for (int i = 0; i < 1000 && alive() != 0; i++) {
      System.gc();
      Thread.sleep(10);
    }
    expect(alive() == 0, "the Cleaner has released all");
  }
}
