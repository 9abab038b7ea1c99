# SPDX-License-Identifier: GPL-2.0-or-later
# bash completion for bondctl; the words come from bondctl itself.

_bondctl()
{
	local current=${COMP_WORDS[COMP_CWORD]} line
	local -a words=("${COMP_WORDS[@]:1:COMP_CWORD}")

	COMPREPLY=()
	# bash splits at '=': put "--option=value" together as two words.
	if [[ $current == "=" ]]; then
		words[${#words[@]} - 1]=""
		current=""
	elif ((${#words[@]} > 1)) && [[ ${words[${#words[@]} - 2]} == "=" ]]; then
		words=("${words[@]:0:${#words[@]}-2}" "$current")
	fi
	while IFS=$'\t' read -r line _; do
		COMPREPLY+=("$line")
	done < <("${COMP_WORDS[0]}" complete "${words[@]}" 2>/dev/null)
	((${#COMPREPLY[@]} == 1)) && [[ ${COMPREPLY[0]} == *, ]] && compopt -o nospace
	return 0
}
complete -F _bondctl bondctl
