package rowmajor_test

import (
	"bytes"
	"os"
	"path/filepath"

	"github.com/deepprob/deepprob/convert"
	"github.com/deepprob/deepprob/export"
	"github.com/deepprob/deepprob/layers"
)

func init() {
	for name, w := range map[string]func(path string, p *layers.Params) (convert.Table, error){
		"ToFlax": convert.ToFlax, "ToTorch": convert.ToTorch, "Rules.ToFlax": convert.Rules{}.ToFlax, "Rules.ToTorch": convert.Rules{}.ToTorch,
	} {
		entries["convert."+name] = entry{run: func(form int) ([]float64, error) {
			return written(func(path string) error { _, err := w(path, weights(form)); return err })
		}}
	}
	for name, r := range map[string]reader{"FromFlax": convert.FromFlax, "Rules.FromFlax": convert.Rules{}.FromFlax} {
		entries["convert."+name] = entry{run: func(form int) ([]float64, error) { return read(form, convert.ToFlax, r) }}
	}
	for name, r := range map[string]reader{"FromTorch": convert.FromTorch, "Rules.FromTorch": convert.Rules{}.FromTorch} {
		entries["convert."+name] = entry{run: func(form int) ([]float64, error) { return read(form, convert.ToTorch, r) }}
	}
	entries["convert.Table.Save"] = entry{run: func(form int) ([]float64, error) {
		return written(func(path string) error {
			table, err := convert.ToFlax(path, weights(0))
			if err != nil {
				return err
			}
			return table.Save(path, weights(form))
		})
	}}
	entries["export.Go"] = entry{run: func(form int) ([]float64, error) {
		var b bytes.Buffer
		err := export.Go(&b, model(form, 1), "model")
		return numbersOf(b.Bytes()), err
	}}
	exempt["convert.Prepare"] = "makes the tensors of a model that has none"
}

func weights(form int) *layers.Params { return params(form, ws, []int{3, 2}, "head/kernel") }

type reader func(path string, like *layers.Params) (*layers.Params, convert.Table, error)

// written are the bytes of the file that write makes.
func written(write func(path string) error) (x []float64, err error) {
	dir, err := os.MkdirTemp("", "rowmajor")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "weights.safetensors")
	if err := write(path); err != nil {
		return nil, err
	}
	b, err := os.ReadFile(path)
	return numbersOf(b), err
}

// read are the weights that r reads from what w writes, into weights of a form.
func read(form int, w func(path string, p *layers.Params) (convert.Table, error), r reader) (x []float64, err error) {
	_, err = written(func(path string) error {
		if _, err := w(path, weights(0)); err != nil {
			return err
		}
		p, _, err := r(path, weights(form))
		if err == nil {
			x = flatParams(p)
		}
		return err
	})
	return x, err
}

func numbersOf(b []byte) (x []float64) {
	for _, c := range b {
		x = append(x, float64(c))
	}
	return x
}
