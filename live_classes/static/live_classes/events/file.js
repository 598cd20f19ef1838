// file {file, name, bytes}: a file is handed out to the class. Twin of live_classes/events/file.py.

export function reduce(state, event) {
  const { file, name, bytes } = event.data;
  state.files.push({ uuid: file, name, bytes });
}
