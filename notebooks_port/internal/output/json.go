package output

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// JSON writes v as JSON to path, a line a number or list. The file appears whole or not at all (Save). A number that
// JSON cannot hold (NaN, infinity) is an error naming its field; it is looked for in structs, slices, arrays, pointers and
// maps with keys of strings.
func JSON(path string, v any) error {
	text, err := Text(v)
	if err != nil {
		return err
	}
	return Save(path, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
}

// Text is what JSON writes.
func Text(v any) ([]byte, error) {
	if err := finite("", reflect.ValueOf(v)); err != nil {
		return nil, err
	}
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("output: encode results: %w", err)
	}
	return append(list.ReplaceAllFunc(text, oneLine), '\n'), nil
}

// list is a JSON array of numbers as MarshalIndent lays it out, one number a line.
var list = regexp.MustCompile(`\[\s[^\[\]{}"]*\]`)

func oneLine(list []byte) []byte {
	inner := bytes.Join(bytes.Fields(list[1:len(list)-1]), []byte(" "))
	return append(append([]byte{'['}, inner...), ']')
}

// finite returns an error naming, in JSON's spelling, the first number of v that JSON cannot hold.
func finite(path string, v reflect.Value) error {
	switch v.Kind() {
	case reflect.Float64:
		if x := v.Float(); math.IsNaN(x) || math.IsInf(x, 0) {
			return fmt.Errorf("output: results: %s is %v, which JSON cannot hold: see where training or prediction left the finite numbers",
				strings.TrimPrefix(path, "."), x)
		}
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			return finite(path, v.Elem())
		}
	case reflect.Map:
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		for _, k := range keys {
			if err := finite(path+"."+k.String(), v.MapIndex(k)); err != nil {
				return err
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			if err := finite(fmt.Sprintf("%s[%d]", path, i), v.Index(i)); err != nil {
				return err
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if err := finite(path+"."+key(v.Type().Field(i)), v.Field(i)); err != nil {
				return err
			}
		}
	}
	return nil
}

// key is the name of a field in JSON.
func key(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	if name == "" {
		return f.Name
	}
	return name
}
