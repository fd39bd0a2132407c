// Package slow marks the tests that go test -short leaves out.
package slow

import "testing"

// Test ends a test of seconds under -short, whose promise is less than a minute for the module. Such tests repeat at scale, by
// simulation or over many cases, what a quick one holds on a few.
func Test(t testing.TB) {
	t.Helper()
	if testing.Short() {
		t.Skip("slow: run without -short")
	}
}
