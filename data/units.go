package data

import (
	"fmt"
	"maps"
	"strings"
)

// Units are text, as FITS files have it (Msun, km/s, Mpc/h): they are kept, shown and compared, never computed with. They go from a Table
// to its Sets, and from there to a model's scalers, so that columns in other units are told, not predicted from.

// WithUnits is the table with units of some columns, beside those that it has (from TUNITn of a FITS file). "" takes one away.
func (t *Table) WithUnits(units map[string]string) (*Table, error) {
	all := maps.Clone(t.units)
	if all == nil {
		all = map[string]string{}
	}
	for name, unit := range units {
		if !t.has(name) {
			return nil, t.missing(name)
		}
		all[name] = unit
	}
	out := t.clone()
	out.units = all
	return out, nil
}

// tell notes a unit of a table that is being made.
func (t *Table) tell(name, unit string) {
	if unit = strings.TrimSpace(unit); unit == "" {
		return
	}
	if t.units == nil {
		t.units = map[string]string{}
	}
	t.units[name] = unit
}

// Unit is that of a column, "" if it is not known. That of log10(M) is dex(UNIT), of a column with its gaps filled the column's; classes
// and marks of missing numbers have none.
func (t *Table) Unit(name string) string {
	if unit := t.units[name]; unit != "" {
		return unit
	}
	if inner := within(name); inner != name {
		if unit := t.Unit(inner); unit != "" {
			return "dex(" + unit + ")"
		}
	}
	if rest, ok := strings.CutPrefix(name, "filled("); ok && strings.HasSuffix(rest, ")") {
		return t.Unit(strings.TrimSuffix(rest, ")"))
	}
	return ""
}

// unitsOf are those of columns, nil if none are known.
func (t *Table) unitsOf(names []string) []string {
	units, some := make([]string, len(names)), false
	for j, name := range names {
		units[j] = t.Unit(name)
		some = some || units[j] != ""
	}
	if !some {
		return nil
	}
	return units
}

// sameUnits refuses columns in other units than those that were fitted, where both are known.
func sameUnits(have, fitted []string, name func(j int) string) error {
	for j := range min(len(have), len(fitted)) {
		if have[j] != fitted[j] && have[j] != "" && fitted[j] != "" {
			return &Error{Column: name(j), Row: -1, Err: fmt.Errorf("is in %s, and the model was fitted on it in %s: convert it; if only the text of the unit differs, write it alike", quote(have[j]), quote(fitted[j]))}
		}
	}
	return nil
}

// withUnit is a name and its unit, as texts show them.
func withUnit(name string, units []string, j int) string {
	if j < len(units) && units[j] != "" {
		return name + " [" + short(units[j]) + "]"
	}
	return name
}

// namesWithUnits are short, for listed.
func namesWithUnits(names, units []string) []string {
	shown := make([]string, len(names))
	for j, name := range names {
		shown[j] = withUnit(short(name), units, j)
	}
	return shown
}
