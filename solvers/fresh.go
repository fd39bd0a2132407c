package solvers

import (
	"fmt"
	"reflect"

	"gorgonia.org/gorgonia"
)

// Fresh is a solver of the settings of s that has made no step, for another set of parameters. Of a Stateful solver it is a copy
// without its State. Any other one is copied as it is, which is a fresh one only before its first step: that is an error if it
// keeps anything behind further pointers, slices or maps of its own, as Gorgonia's solvers do after a step.
func Fresh(s gorgonia.Solver) (gorgonia.Solver, error) {
	if s == nil {
		return nil, nil
	}
	v := reflect.ValueOf(s)
	pointer := v.Kind() == reflect.Pointer
	if pointer {
		if v.IsNil() {
			return nil, fmt.Errorf("solvers: the solver is a %T that is nil: give it settings, as in &solvers.Adam{}", s)
		}
		v = v.Elem()
	}
	to := reflect.New(v.Type())
	to.Elem().Set(v)
	if err := apart(to.Elem()); err != nil {
		return nil, err
	}
	if !pointer {
		to = to.Elem()
	}
	again := to.Interface().(gorgonia.Solver)
	if stateful, ok := again.(Stateful); ok {
		return again, stateful.SetState(State{})
	}
	if at := held(v); at != "" {
		return nil, fmt.Errorf("solvers: a %T keeps memory of the parameters it has updated (%s), which a copy would share: give one that has made no step, or make it Stateful", s, at)
	}
	return again, nil
}

// apart gives a copy fresh solvers in the place of those that it was made of, so that to reset it does not reset them.
func apart(v reflect.Value) error {
	if v.Kind() != reflect.Struct {
		return nil
	}
	for i := range v.NumField() {
		f := v.Field(i)
		if k := f.Kind(); k != reflect.Pointer && k != reflect.Interface || f.IsNil() || !f.Type().Implements(reflect.TypeFor[gorgonia.Solver]()) {
			continue
		}
		if !f.CanSet() {
			return fmt.Errorf("solvers: a %v keeps a solver in its field %s, which cannot be copied: export the field", v.Type(), v.Type().Field(i).Name)
		}
		again, err := Fresh(f.Interface().(gorgonia.Solver))
		if err != nil {
			return err
		}
		f.Set(reflect.ValueOf(again))
	}
	return nil
}

// held names a field through which two copies of a struct share memory.
func held(v reflect.Value) string {
	if v.Kind() != reflect.Struct {
		return ""
	}
	for i := range v.NumField() {
		f, name := v.Field(i), v.Type().Field(i).Name
		switch f.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Chan, reflect.UnsafePointer:
			if !f.IsNil() {
				return name
			}
		case reflect.Struct:
			if at := held(f); at != "" {
				return name + "." + at
			}
		}
	}
	return ""
}
