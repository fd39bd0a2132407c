package training

import (
	"math"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"gorgonia.org/tensor"
)

// setting is everything that a net's literal may be made of.
type setting struct {
	Name    string
	Rate    float32
	Flags   [2]bool
	Layer   layers.Layer
	Init    layers.Initializer
	Table   map[string]int
	Next    *setting
	Weights *tensor.Dense
	hidden  []any
	mu      sync.Mutex
}

func newSetting() *setting {
	return &setting{
		Name: "a", Rate: .1, Layer: layers.Dense{Units: 3}, Init: layers.InitializerFunc(func(*rand.Rand, ...int) []float64 { return nil }), Table: map[string]int{"x": 1, "y": 2, "z": 3},
		Next: &setting{Name: "b"}, Weights: tensor.New(tensor.WithBacking([]float32{1, 2, 3})), hidden: []any{1i, uint8(2), nil},
	}
}

func of(v any) fingerprint {
	var f fingerprint
	f.value(v)
	return f
}

// Two literals of the same settings have one fingerprint, the same in every process; any other setting has another.
func TestFingerprint(t *testing.T) {
	want := of(newSetting())
	if want != 0xfdce937b13bc5ddc {
		t.Errorf("%#x", uint64(want))
	}
	for name, change := range map[string]func(s *setting){
		"string": func(s *setting) { s.Name = "c" }, "float": func(s *setting) { s.Rate = .2 }, "bool": func(s *setting) { s.Flags[1] = true },
		"field": func(s *setting) { s.Layer = layers.Dense{Units: 4} }, "type": func(s *setting) { s.Layer = layers.Dropout{} },
		"no function": func(s *setting) { s.Init = nil }, "initializer": func(s *setting) { s.Init = layers.Zeros }, "entry": func(s *setting) { s.Table["z"] = 4 }, "key": func(s *setting) { delete(s.Table, "x") },
		"pointer": func(s *setting) { s.Next.Name = "c" }, "nil": func(s *setting) { s.Next = nil },
		"tensor": func(s *setting) { s.Weights.Float32s()[2] = 4 }, "hidden": func(s *setting) { s.hidden[0] = 2i }, "length": func(s *setting) { s.hidden = s.hidden[:2] },
	} {
		s := newSetting()
		if change(s); of(s) == want {
			t.Errorf("another %s has the same fingerprint", name)
		}
	}
	for name, same := range map[string]func(s *setting){
		"function": func(s *setting) { s.Init = layers.InitializerFunc(layers.Zeros.Draw) }, // cannot be compared
		"lock":     func(s *setting) { s.mu.Lock() },
	} {
		s := newSetting()
		if same(s); of(s) != want {
			t.Errorf("another %s has another fingerprint", name)
		}
	}
	ring := newSetting()
	ring.Next.Next = ring
	if of(ring) == want {
		t.Error("a ring is no ring")
	}
	scheduled := losses.ELBO{Rows: 3, Beta: Constant(1)}
	if of(scheduled) == of(losses.ELBO{Rows: 3}) || of(scheduled) != of(losses.ELBO{Rows: 3, Beta: Cosine(2, 1, 0)}) || of(scheduled) != of(losses.ELBO{Rows: 3, Beta: ScheduleFunc(math.Sqrt)}) {
		t.Error("of a schedule its presence counts")
	}
	if of(nil) == want {
		t.Error("nil has a fingerprint")
	}
}
