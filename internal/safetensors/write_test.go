package safetensors

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/internal/slow"
)

// What cannot be a file is refused before anything is written.
func TestWriteRefuses(t *testing.T) {
	slow.Test(t)
	x := Of("x", []int{1}, []float64{1})
	for _, c := range []struct {
		tensors  []Tensor
		metadata map[string]string
		want     string
	}{
		{[]Tensor{x, x}, nil, `tensor "x": the name is taken`},
		{[]Tensor{Of(metadataKey, nil, []int8{1})}, nil, `tensor "__metadata__": the name is taken`},
		{[]Tensor{Of("\xff", nil, []int8{1})}, nil, `tensor "\xff": the name is not text in UTF-8`},
		{[]Tensor{Of("x", []int{2}, []float32{1})}, nil, `tensor "x": F32 of shape [2] has 8 bytes, the data are 4`},
		{[]Tensor{Of("x", []int{-1}, []float32{})}, nil, `tensor "x": the shape [-1] has a negative size`},
		{[]Tensor{Of("x", make([]int, 65), []float32{})}, nil, `tensor "x": the shape has 65 axes, at most 64 are read`},
		{[]Tensor{{Name: "x", Dtype: "C64"}}, nil, `tensor "x": the type is "C64"`},
		{nil, map[string]string{"\xff": ""}, `the metadata "\xff" are not text in UTF-8`},
		{nil, map[string]string{"k": "\xff"}, `the metadata "k" are not text in UTF-8`},
		{nil, map[string]string{"k": strings.Repeat("k", maxHeader)}, "the header would have 100000032 bytes, at most 100000000 are allowed"},
	} {
		never := writer(func([]byte) (int, error) { return 0, fmt.Errorf("something was written") })
		if err := Write(never, c.tensors, c.metadata); err == nil || !strings.Contains(err.Error(), "safetensors: "+c.want) {
			t.Errorf("error %v\nwant  %s", err, c.want)
		}
	}
	for n := range 2 { // calls that succeed
		full := writer(func(b []byte) (int, error) {
			if n--; n < 0 {
				return 0, io.ErrShortWrite
			}
			return len(b), nil
		})
		if err := Write(full, []Tensor{x}, nil); err != io.ErrShortWrite {
			t.Errorf("error %v", err)
		}
	}
}

type writer func([]byte) (int, error)

func (w writer) Write(b []byte) (int, error) { return w(b) }
