// Package filetest is what tests and benchmarks of files share: what the machine needs to copy and to read one, and processes that
// are killed while they write.
package filetest

import (
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// Copy copies a file with cp and syncs the copy.
func Copy(from, to string) error {
	if err := exec.Command("cp", from, to).Run(); err != nil {
		return err
	}
	f, err := os.OpenFile(to, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}

// ReadFresh reads a file into memory that it asks for.
func ReadFresh(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	_, err = io.ReadFull(f, make([]byte, info.Size()))
	return err
}

// Kill starts the test's program again with these arguments and a variable (NAME=value) by which it knows that it is to write, and kills
// it some time after it has begun to print.
func Kill(t *testing.T, variable string, after time.Duration, args ...string) {
	t.Helper()
	c := exec.Command(os.Args[0], args...)
	c.Env = append(os.Environ(), variable)
	var said strings.Builder
	c.Stderr = &said
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := out.Read(make([]byte, 1)); err != nil {
		t.Errorf("the process stopped by itself: %s", said.String())
	}
	time.Sleep(after)
	_ = c.Process.Kill() // an error is that it has ended
	_ = c.Wait()
}
