package harness

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var outcomes = []Outcome{
	{Case: Case{Name: "mse", Kind: Step, Batch: 100}, Median: map[string]float64{Ours: 100, JAXStep: 250, JAXScan: 200, TorchEager: 410, TorchCompiled: 400, Gorgonia: 2300}},
	{Case: Case{Name: "mdn-beta", Kind: Step, Batch: 1}, Note: "Not for sale.", Median: map[string]float64{Ours: 20, JAXStep: 80, TorchEager: 90},
		Failed: map[string]error{TorchCompiled: errors.New("no compiler")}},
	{Case: Case{Name: "memory-mse", Kind: Memory, Batch: 100}, Median: map[string]float64{Ours: 30, JAXScan: 300}},
}

// The JSON has the keys that others read, null for what there is not, and MiB apart from us.
func TestWriteJSON(t *testing.T) {
	var b strings.Builder
	if err := WriteJSON(&b, "a CPU", outcomes); err != nil {
		t.Fatal(err)
	}
	want := `[
  {
    "case": "mse",
    "batch": 100,
    "ours_us": 100,
    "jax_step_us": 250,
    "jax_scan_us": 200,
    "torch_us": 400,
    "gorgonia_us": 2300,
    "ratio_best_jax": 0.5,
    "torch_eager_us": 410,
    "torch_compiled_us": 400,
    "machine": "a CPU"
  },
  {
    "case": "mdn-beta",
    "batch": 1,
    "ours_us": 20,
    "jax_step_us": 80,
    "jax_scan_us": null,
    "torch_us": 90,
    "gorgonia_us": null,
    "ratio_best_jax": 0.25,
    "torch_eager_us": 90,
    "failed": {
      "torch compiled": "no compiler"
    },
    "note": "Not for sale.",
    "machine": "a CPU"
  },
  {
    "case": "memory-mse",
    "batch": 100,
    "ours_us": null,
    "jax_step_us": null,
    "jax_scan_us": null,
    "torch_us": null,
    "gorgonia_us": null,
    "ratio_best_jax": 0.1,
    "mib": {
      "deepprob": 30,
      "jax scan": 300
    },
    "machine": "a CPU"
  }
]
`
	if d := cmp.Diff(want, b.String()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	b.Reset()
	if err := WriteJSON(&b, "a CPU", nil); err != nil || b.String() != "[]\n" {
		t.Errorf("no outcomes are written as %q, %v", b.String(), err)
	}
}

// What is written is read back as it was, without the cases that are no more, and not on another machine.
func TestReadJSON(t *testing.T) {
	var b strings.Builder
	if err := WriteJSON(&b, "a CPU", outcomes); err != nil {
		t.Fatal(err)
	}
	got, err := ReadJSON(strings.NewReader(b.String()), "a CPU", []Case{outcomes[1].Case, outcomes[2].Case})
	if err != nil {
		t.Fatal(err)
	}
	text := func(o []Outcome) string {
		var b strings.Builder
		if err := errors.Join(WriteTable(&b, o, Step, Memory), WriteJSON(&b, "", o)); err != nil {
			t.Error(err)
		}
		return b.String()
	}
	if d := cmp.Diff(text(outcomes[1:]), text(got)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if _, err := ReadJSON(strings.NewReader(b.String()), "another", nil); err == nil || !strings.Contains(err.Error(), "a CPU") {
		t.Errorf("results of another machine are read: %v", err)
	}
	for _, bad := range []string{"", "{}", `[{"case": 1}]`} {
		if _, err := ReadJSON(strings.NewReader(bad), "", nil); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
}

// New outcomes replace old ones and come in the order of the cases.
func TestMerge(t *testing.T) {
	a, b, c := Case{Name: "a"}, Case{Name: "b"}, Case{Name: "c"}
	of := func(c Case, v float64) Outcome { return Outcome{Case: c, Median: map[string]float64{Ours: v}} }
	got := Merge([]Case{a, b, c}, []Outcome{of(c, 1), of(b, 2)}, []Outcome{of(b, 3), of(a, 4)})
	if d := cmp.Diff([]Outcome{of(a, 4), of(b, 3), of(c, 1)}, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestWriteTable(t *testing.T) {
	var b strings.Builder
	if err := WriteTable(&b, outcomes, Step); err != nil {
		t.Fatal(err)
	}
	want := `| case | batch | deepprob | jax step | jax scan | torch eager | torch compiled | gorgonia | / best jax | / best torch | / gorgonia |
|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|
| mse | 100 | 100 | 250 | 200 | 410 | 400 | 2300 | 0.5 | 0.25 | 0.0435 |
| mdn-beta | 1 | 20 | 80 | - | 90 | failed | - | 0.25 | 0.222 | - |

mdn-beta/1: Not for sale.

torch compiled failed at mdn-beta/1: no compiler
`
	if d := cmp.Diff(want, b.String()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestFigure(t *testing.T) {
	for v, want := range map[float64]string{3.14159: "3.14", 31.4159: "31.4", 314.159: "314", 3141.59: "3142", 314159.2: "314159", .0314159: "0.0314", 999.7: "1000"} {
		if got := Figure(v); got != want {
			t.Errorf("%v is printed as %q, want %q", v, got, want)
		}
	}
}
