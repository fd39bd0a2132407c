package convert_test

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/convert"
	"github.com/deepprob/deepprob/layers"
	"github.com/google/go-cmp/cmp"
	"gorgonia.org/tensor"
)

// same fails unless both have the same paths in the same order, the same states and the same bits.
func same(t *testing.T, want, have *layers.Params) {
	t.Helper()
	if diff := cmp.Diff(want.Names(), have.Names()); diff != "" {
		t.Fatal(diff)
	}
	for path, v := range want.All() {
		w := have.Get(path)
		if !v.Shape().Eq(w.Shape()) || v.Dtype() != w.Dtype() || !bytes.Equal(v.Raw, w.Raw) || want.IsState(path) != have.IsState(path) {
			t.Errorf("%s is another one", path)
		}
	}
}

// A file that was read and saved again is the same, byte for byte; of NumPy's archives the numbers are.
func TestSaveGivesTheFileBack(t *testing.T) {
	for _, f := range all(t) {
		t.Run(f.String(), func(t *testing.T) {
			p, table := f.read(t, f.path)
			path := written(t, "again_"+filepath.Base(f.path))
			if err := table.Save(path, p); err != nil {
				t.Fatal(err)
			}
			q, again := f.read(t, path)
			same(t, p, q)
			again.File = table.File
			if diff := cmp.Diff(table.String(), again.String()); diff != "" {
				t.Error(diff)
			}
			if filepath.Ext(path) == ".npz" {
				return
			}
			before, err := os.ReadFile(f.path)
			if err != nil {
				t.Fatal(err)
			}
			after, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(before, after) {
				t.Errorf("%d bytes became %d other ones", len(before), len(after))
			}
		})
	}
}

// Parameters of this library go out in either framework's form, in either format, and come back by their names alone.
func TestOutAndIn(t *testing.T) {
	for _, f := range all(t) {
		for _, ext := range []string{".safetensors", ".npz"} {
			t.Run(f.String()+ext, func(t *testing.T) {
				p, _ := f.read(t, f.path)
				rules := convert.Rules{Flatten: f.rules.Flatten}
				path := written(t, "own_"+f.String()+ext)
				out, err := f.write(rules, path, p)
				if err != nil {
					t.Fatal(err)
				}
				q, in, err := f.from(rules, path, f.like(t))
				if err != nil {
					t.Fatal(err)
				}
				same(t, p, q)
				byOurs := func(a, b convert.Row) int { return bytes.Compare([]byte(a.Ours), []byte(b.Ours)) }
				slices.SortFunc(out.Rows, byOurs)
				slices.SortFunc(in.Rows, byOurs)
				if diff := cmp.Diff(out.Rows, in.Rows, cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".variance" || p.Last().String() == ".counter" }, cmp.Ignore()), cmp.AllowUnexported(convert.Row{})); diff != "" {
					t.Error(diff)
				}
			})
		}
	}
}

// What was trained in one framework is written for the other: a table's rules are the names, turned around.
func TestFromOneFrameworkToTheOther(t *testing.T) {
	byName := map[string]fixture{}
	for _, f := range all(t) {
		byName[f.String()] = f
	}
	for _, name := range []string{"conv1d", "embed", "mdn"} { // the others differ in epsilon and padding
		from, to := byName["torch_"+name+"_f64"], byName["flax_"+name+"_f64"]
		p, torch := from.read(t, from.path)
		_, flax := to.read(t, to.path)
		path := written(t, "torch_"+name+"_as_flax.safetensors")
		if _, err := flax.Rules().ToFlax(path, p); err != nil {
			t.Fatal(err)
		}
		q, _, err := convert.FromFlax(path, to.like(t))
		if err != nil {
			t.Fatal(err)
		}
		same(t, p, q)
		p, _ = to.read(t, to.path)
		if path = written(t, "flax_"+name+"_as_torch.safetensors"); true {
			if _, err := torch.Rules().ToTorch(path, p); err != nil {
				t.Fatal(err)
			}
		}
		if q, _, err = torch.Rules().FromTorch(path, from.like(t)); err != nil {
			t.Fatal(err)
		}
		same(t, p, q)
	}
}

// Training goes on here, and the program that wrote the file loads what came of it: in the file's type where that loses nothing.
func TestSaveAfterTraining(t *testing.T) {
	for _, f := range all(t) {
		if f.kind != "bf16" {
			continue
		}
		p, table := f.read(t, f.path)
		r := rand.New(rand.NewPCG(1, 2))
		for i := range p.Get("dense_0/kernel").Shape().TotalSize() {
			set(p.Get("dense_0/kernel"), i, r.NormFloat64())
		}
		path := written(t, "trained.safetensors")
		if err := table.Save(path, p); err != nil {
			t.Fatal(err)
		}
		q, again := f.read(t, path)
		same(t, p, q)
		for _, row := range again.Rows {
			want := map[bool]string{true: "F64", false: "BF16"}[row.Ours == "dense_0/kernel"]
			if row.Ours != "" && row.Dtype != want {
				t.Errorf("%s is %s in the file, want %s", row.Ours, row.Dtype, want)
			}
		}
	}
}

// A narrower type here rounds, which the table tells.
func TestNarrowingIsTold(t *testing.T) {
	for _, f := range all(t) {
		if f.kind == "f16" || f.kind == "bf16" {
			continue
		}
		for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
			g := f
			g.dtype = dt
			_, table := g.read(t, f.path)
			rounded := 0
			for _, r := range table.Rows {
				if r.Note == "rounded to float32" {
					rounded++
				}
			}
			if (rounded > 0) != (f.kind == "f64" && dt == tensor.Float32) {
				t.Errorf("%s read in %v: %d tensors are said to be rounded", f, dt, rounded)
			}
		}
	}
}
