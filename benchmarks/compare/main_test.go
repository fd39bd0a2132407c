package main

import (
	"fmt"
	"os"
	"testing"
)

// TestMain is also the program that the tests of processes start: with FILE NET BATCH step|epoch it behaves as its net
// is called.
func TestMain(m *testing.M) {
	if len(os.Args) == 5 && (os.Args[4] == "step" || os.Args[4] == "epoch") {
		switch os.Args[2] {
		case "mse":
			fmt.Println("trained")
		case "silent":
		case "fails":
			fmt.Println("trained")
			os.Exit(1)
		case "babbles":
			fmt.Println("hello")
		case "memory":
			fmt.Println(12.5)
		}
		return
	}
	os.Exit(m.Run())
}
