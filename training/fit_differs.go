package training

import (
	"fmt"
	"reflect"
	"strings"
)

// differences is what a file and a program do not agree on.
type differences []string

func (d *differences) add(format string, args ...any) { *d = append(*d, fmt.Sprintf(format, args...)) }

// values adds values that are not the same.
func (d *differences) values(what string, there, here any) {
	var a, b fingerprint
	a.settings(there)
	b.settings(here)
	switch s, t := typeName(there), typeName(here); {
	case a == b:
	case s == t:
		d.add("the settings of %s", what)
	default:
		d.add("%s %s there and %s here", what, s, t)
	}
}

func typeName(v any) string {
	if v == nil {
		return "nil"
	}
	return reflect.TypeOf(v).String()
}

// trainers adds the settings of a Trainer that bits depend on and a Call does not have. Patience is not among them: as the number of
// epochs it says only where the fit ends.
func (d *differences) trainers(was, now Trainer) {
	d.values("Loss", was.filled().Loss, now.Loss)
	if was.Seed != now.Seed {
		d.add("Seed %d there and %d here", was.Seed, now.Seed)
	}
	if was.Average != now.Average {
		d.add("Average %d there and %d here", was.Average, now.Average)
	}
	if was.MaxNorm != now.MaxNorm {
		d.add("MaxNorm %g there and %g here", was.MaxNorm, now.MaxNorm)
	}
}

func (d differences) err(path string) error {
	if len(d) == 0 {
		return nil
	}
	return fmt.Errorf("resume: %s is of another fit: they differ in %s. Give all as it was, or another Path; to go on from its weights otherwise, fit the Model of training.Load(%q), with another Path", path, strings.Join(d, ", "), path)
}
