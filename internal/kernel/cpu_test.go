package kernel

import (
	flags "flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var want = flags.String("level", "", "fail unless this is the highest level of the CPU and build: generic, avx2 or avx512")

// ran are the levels that tests ran.
var ran [AVX512 + 1]bool

// TestMain says which levels were tested and which could not be: where a level is missing, its assembly is not run at all.
func TestMain(m *testing.M) {
	flags.Parse()
	if *want != "" && *want != detect().String() {
		fmt.Printf("-level %s: the highest level here is %v\n", *want, detect())
		os.Exit(1)
	}
	status := m.Run()
	did, cannot := []string{}, []string{}
	for l := Generic; l <= AVX512; l++ {
		switch {
		case ran[l]:
			did = append(did, l.String())
		case l > detect():
			cannot = append(cannot, l.String())
		}
	}
	fmt.Printf("levels: ran [%s], this processor or build cannot run [%s]\n", strings.Join(did, ", "), strings.Join(cannot, ", "))
	os.Exit(status)
}

// levels runs f at every level that this CPU and build have.
func levels(t *testing.T, f func(t *testing.T)) {
	for l := Generic; l <= detect(); l++ {
		t.Run(l.String(), func(t *testing.T) {
			defer setLevel(l)()
			ran[l] = true
			f(t)
		})
	}
}

func TestEnvironmentOnlyLowersTheLevel(t *testing.T) {
	for _, c := range []struct {
		has  Level
		name string
		want Level
	}{
		{AVX512, "", AVX512}, {AVX512, "avx512", AVX512}, {AVX512, "avx2", AVX2}, {AVX512, "generic", Generic},
		{AVX2, "avx512", AVX2}, {AVX2, "avx2", AVX2}, {AVX2, "generic", Generic}, {AVX2, "mmx", AVX2},
		{Generic, "avx512", Generic}, {Generic, "avx2", Generic},
	} {
		if got := lower(c.has, c.name); got != c.want {
			t.Errorf("a CPU with %v and DEEPPROB_CPU=%q: %v, want %v", c.has, c.name, got, c.want)
		}
	}
}

func TestSetLevelIsBoundedAndRestored(t *testing.T) {
	old := CPULevel()
	restore := setLevel(AVX512 + 1)
	if CPULevel() != detect() {
		t.Errorf("forced above the CPU: %v, want %v", CPULevel(), detect())
	}
	restore()
	if CPULevel() != old {
		t.Errorf("restored %v, want %v", CPULevel(), old)
	}
}
