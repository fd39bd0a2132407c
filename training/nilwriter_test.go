package training_test

import (
	"github.com/deepprob/deepprob/graph"
	"testing"
)

func TestNilWriters(t *testing.T) {
	m := known()
	for name, f := range map[string]func() error{
		"Summary":  func() error { return m.Summary(nil) },
		"WriteTo":  func() error { _, err := m.WriteTo(nil); return err },
		"WriteDot": func() error { return m.WriteDot(nil, 1, graph.Dot{}) },
	} {
		func() {
			defer func() {
				if r := recover(); r != nil {
					t.Errorf("%s panics: %v", name, r)
				}
			}()
			if f() == nil {
				t.Errorf("%s", name)
			}
		}()
	}
}
