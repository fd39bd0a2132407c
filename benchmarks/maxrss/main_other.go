//go:build !unix

// Maxrss needs a system that counts the memory of a process.
package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "maxrss: this system does not report the memory of a process that has ended")
	os.Exit(1)
}
