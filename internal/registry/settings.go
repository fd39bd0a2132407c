package registry

import (
	"fmt"
	"reflect"
)

// EnterSettings enters types of which files have the exported fields alone: what they hide is made anew, or kept elsewhere, as the State
// of a solver is. The values are pointers, and pointers to the types are what is written; the names are those of Enter.
func EnterSettings(zeros ...any) {
	for _, zero := range zeros {
		t := reflect.TypeOf(zero)
		if t == nil || t.Kind() != reflect.Pointer || t.Elem().Kind() != reflect.Struct {
			panic(fmt.Sprintf("registry: entering the settings of a %T: want a pointer to a struct", zero))
		}
		add("", t, settings(t.Elem()))
	}
}

// settings is a struct through one of its exported fields.
func settings(t reflect.Type) *through {
	var fields []reflect.StructField
	var at []int
	for i := range t.NumField() {
		if f := t.Field(i); f.IsExported() {
			fields, at = append(fields, reflect.StructField{Name: f.Name, Type: f.Type}), append(at, i)
		}
	}
	as := reflect.StructOf(fields)
	return &through{
		as: as,
		to: func(v reflect.Value) (reflect.Value, error) {
			s := reflect.New(as).Elem()
			for k, i := range at {
				s.Field(k).Set(v.Elem().Field(i))
			}
			return s, nil
		},
		from: func(s reflect.Value) (reflect.Value, error) {
			v := reflect.New(t)
			for k, i := range at {
				v.Elem().Field(i).Set(s.Field(k))
			}
			return v, nil
		},
	}
}

// label is what errors call a struct.
func label(t reflect.Type) string {
	if t.Name() == "" {
		return "it"
	}
	return t.String()
}
