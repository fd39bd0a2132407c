// Package report turns the predictions of the cluster-mass notebook into what the program leaves behind: the table of median bias
// against true mass, the coverage of its intervals, and results.json.
package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"reflect"
	"regexp"
	"strings"
)

// Results is results.json, field by field.
type Results struct {
	Rows     Rows     `json:"rows"`
	MSE      MSE      `json:"mse"`
	MDN      MDN      `json:"mdn"`
	Bias     Bias     `json:"bias"`
	Coverage Coverage `json:"coverage"`
	Seconds  Seconds  `json:"seconds"`
}

// Rows counts the clusters of each part.
type Rows struct {
	Train int `json:"train"`
	Test  int `json:"test"`
}

// MSE is the point network: mean loss of each epoch on the target scaled to [0, 1], and the test rows' root mean square error in
// dex.
type MSE struct {
	EpochLoss []float64 `json:"epoch_loss"`
	TestRMSE  float64   `json:"test_rmse"`
}

// MDN is the mixture density network: mean negative log-likelihood of each epoch on the scaled target, and that of the test rows in
// nats a row of log10 M.
type MDN struct {
	EpochLoss []float64 `json:"epoch_loss"`
	TestNLL   float64   `json:"test_nll"`
}

// Seconds is the wall time of each part, without compiling Go.
type Seconds struct {
	Data     float64 `json:"data"`
	TrainMSE float64 `json:"train_mse"`
	TrainMDN float64 `json:"train_mdn"`
	Predict  float64 `json:"predict"`
	Figures  float64 `json:"figures"`
	Total    float64 `json:"total"`
}

// Write writes the results as JSON to path, a line a number or list. The file appears whole or not at all (Save). A
// number that JSON cannot hold (NaN, infinity) is an error naming its field.
func (r Results) Write(path string) error {
	text, err := r.text()
	if err != nil {
		return err
	}
	return Save(path, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
}

// list is a JSON array of numbers as MarshalIndent lays it out, one number a line.
var list = regexp.MustCompile(`\[\s[^\[\]{}"]*\]`)

func (r Results) text() ([]byte, error) {
	if err := finite("", reflect.ValueOf(r)); err != nil {
		return nil, err
	}
	r.MSE.EpochLoss, r.MDN.EpochLoss = some(r.MSE.EpochLoss), some(r.MDN.EpochLoss)
	b := &r.Bias
	b.BinCentre, b.Count, b.MSE, b.MDNMean = some(b.BinCentre), some(b.Count), some(b.MSE), some(b.MDNMean)
	b.FlatMean, b.FlatMode = some(b.FlatMean), some(b.FlatMode)
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("report: encode results: %w", err)
	}
	return append(list.ReplaceAllFunc(text, oneLine), '\n'), nil
}

func oneLine(list []byte) []byte {
	inner := bytes.Join(bytes.Fields(list[1:len(list)-1]), []byte(" "))
	return append(append([]byte{'['}, inner...), ']')
}

// some makes an absent list an empty one: its readers iterate, and null is no list.
func some[T any](v []T) []T { return append([]T{}, v...) }

// finite returns an error naming, in JSON's spelling, the first number of v that JSON cannot hold.
func finite(path string, v reflect.Value) error {
	switch v.Kind() {
	case reflect.Float64:
		if x := v.Float(); math.IsNaN(x) || math.IsInf(x, 0) {
			return fmt.Errorf("report: results: %s is %v, which JSON cannot hold: see where training or prediction left the finite numbers",
				strings.TrimPrefix(path, "."), x)
		}
	case reflect.Slice:
		for i := range v.Len() {
			if err := finite(fmt.Sprintf("%s[%d]", path, i), v.Index(i)); err != nil {
				return err
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if err := finite(path+"."+v.Type().Field(i).Tag.Get("json"), v.Field(i)); err != nil {
				return err
			}
		}
	}
	return nil
}
