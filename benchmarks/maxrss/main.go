//go:build unix

// Maxrss runs a command and prints the most memory that it had resident, its ru_maxrss, in MiB. On Linux a process
// starts with the ru_maxrss of the one that started it, so a small program has to be the one that starts it.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "maxrss: give a command")
		os.Exit(2)
	}
	mib, err := measure(os.Args[1], os.Args[2:]...)
	if err != nil {
		fmt.Fprintln(os.Stderr, "maxrss:", err)
		os.Exit(1)
	}
	fmt.Println(mib)
}

func measure(name string, args ...string) (mib float64, err error) {
	c := exec.Command(name, args...)
	c.Stderr = os.Stderr
	if err := c.Run(); err != nil {
		return 0, err
	}
	unit := 1024. // bytes of the kernel's unit
	if runtime.GOOS == "darwin" || runtime.GOOS == "ios" {
		unit = 1
	}
	return float64(c.ProcessState.SysUsage().(*syscall.Rusage).Maxrss) * unit / (1 << 20), nil
}
