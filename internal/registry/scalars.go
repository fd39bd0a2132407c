package registry

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"gorgonia.org/tensor"
)

// exact is the integer up to which every reader of JSON has all of them.
const exact = 1 << 53

// number writes an integer or a float so that its bits come back.
func (w *writer) number(v reflect.Value) bool {
	switch {
	case v.CanInt():
		w.integer(strconv.FormatInt(v.Int(), 10), v.Int() > exact || v.Int() < -exact)
	case v.Kind() != reflect.Uintptr && v.CanUint():
		w.integer(strconv.FormatUint(v.Uint(), 10), v.Uint() > exact)
	case v.CanFloat():
		w.float(v.Float(), v.Type().Bits())
	default:
		return false
	}
	return true
}

func (w *writer) integer(digits string, long bool) {
	if long {
		digits = `"` + digits + `"`
	}
	w.WriteString(digits)
}

func (w *writer) float(x float64, bits int) {
	switch {
	case math.IsInf(x, 1):
		w.WriteString(`"+Inf"`)
	case math.IsInf(x, -1):
		w.WriteString(`"-Inf"`)
	case math.Float64bits(x) == math.Float64bits(math.NaN()) || bits == 32 && math.Float32bits(float32(x)) == math.Float32bits(float32(math.NaN())):
		w.WriteString(`"NaN"`)
	case x != x && bits == 32:
		fmt.Fprintf(w, `"NaN(%08x)"`, math.Float32bits(float32(x)))
	case x != x:
		fmt.Fprintf(w, `"NaN(%016x)"`, math.Float64bits(x))
	default:
		w.Write(strconv.AppendFloat(w.AvailableBuffer(), x, 'g', -1, bits))
	}
}

// text writes a string, as bytes if JSON would not give them back.
func (w *writer) text(s string) error {
	if !utf8.ValidString(s) {
		fmt.Fprintf(w, `{"base64":"%s"}`, base64.StdEncoding.EncodeToString([]byte(s)))
		return nil
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	err := e.Encode(s)
	w.Truncate(w.Len() - 1) // the new line
	return err
}

// readNumber sets v to an integer or a float.
func readNumber(raw []byte, v reflect.Value) error {
	s, err := digits(raw)
	if err != nil {
		return err
	}
	switch bits := v.Type().Bits(); {
	case v.CanInt():
		n, err := strconv.ParseInt(s, 10, bits)
		if err != nil {
			return fmt.Errorf("%s is no %v", clip(raw), v.Type())
		}
		v.SetInt(n)
	case v.CanUint():
		n, err := strconv.ParseUint(s, 10, bits)
		if err != nil {
			return fmt.Errorf("%s is no %v", clip(raw), v.Type())
		}
		v.SetUint(n)
	default:
		x, err := parseFloat(s, bits, raw[0] == '"')
		if err != nil {
			return fmt.Errorf("%s is no %v", clip(raw), v.Type())
		}
		v.SetFloat(x)
	}
	return nil
}

// digits are those of a number, or of a string of them.
func digits(raw []byte) (s string, err error) {
	switch raw[0] {
	case '"':
		err = json.Unmarshal(raw, &s)
	case '{', '[', 't', 'f', 'n':
		err = fmt.Errorf("%s is no number", clip(raw))
	default:
		s = string(raw)
	}
	return s, err
}

// parseFloat reads a number, or one of the strings for what JSON has none for.
func parseFloat(s string, bits int, quoted bool) (float64, error) {
	if !quoted {
		return strconv.ParseFloat(s, bits)
	}
	switch s {
	case "+Inf":
		return math.Inf(1), nil
	case "-Inf":
		return math.Inf(-1), nil
	case "NaN":
		return math.NaN(), nil
	}
	hex, ok := strings.CutPrefix(s, "NaN(")
	hex, end := strings.CutSuffix(hex, ")")
	n, err := strconv.ParseUint(hex, 16, bits)
	x := math.Float64frombits(n)
	if bits == 32 {
		x = float64(math.Float32frombits(uint32(n)))
	}
	if !ok || !end || err != nil || x == x {
		return 0, errors.New("it is no number")
	}
	return x, nil
}

// readText is what text wrote.
func readText(raw []byte) (s string, err error) {
	switch raw[0] {
	case '"':
		return s, json.Unmarshal(raw, &s)
	case '{':
		var b map[string][]byte
		if json.Unmarshal(raw, &b) == nil && len(b) == 1 && b["base64"] != nil {
			return string(b["base64"]), nil
		}
	}
	return "", fmt.Errorf("%s is no text", clip(raw))
}

// dtype writes the type of a network's numbers.
func (w *writer) dtype(dt tensor.Dtype, at place) error {
	if dt.Type == nil {
		w.WriteString("null")
		return nil
	}
	if err := keptType(dt); err != nil {
		return at.wrap(err)
	}
	return w.text(dt.Name())
}

func readDtype(raw []byte) (dt tensor.Dtype, err error) {
	s, err := readText(raw)
	if err != nil {
		return dt, err
	}
	if s == "bool" {
		return tensor.Bool, nil
	}
	for _, t := range kinds {
		if t.Name() == s {
			return tensor.Dtype{Type: t}, nil
		}
	}
	return dt, fmt.Errorf("%q is no type of numbers", s)
}
