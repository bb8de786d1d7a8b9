(** Independence.v -- the hypotheses of T5d on data: independent targets, points outside a subset
    that span, and a layer of its own for each collapsed class. With a = true everything has a
    leading 1: independence and spans are affine.
    independent a n Ks         == one function takes any values on the targets, n coordinates each
    last_values Ls Ks          == the last hidden values at the first points, as targets
    spanning a M L ls Ks       == a function of the input that is 0 on the classes with a layer >= L
                                  is 0
    own_layers L ls            == the layers below L in the list are distinct
    check_independent, check_spanning == decided with a matrix and an inverse on one side *)
From Truncation Require Import Spec LinearAlgebra Integers Evaluation Widths Kernel.
From Coq Require Import Bool Lia.
Import ListNotations.
Open Scope R_scope.

Definition lead (a : bool) (v : vec) : vec := if a then 1 :: v else v.
Definition led (a : bool) (n : nat) : nat := if a then S n else n.
Definition independent a n (Ks : list cluster) : Prop :=
  forall v, length v = length Ks -> exists w, length w = led a n
    /\ mv (map (fun K => lead a (snd K)) Ks) w = v.
Definition last_value (Ls : list layer) (K : cluster) : cluster :=
  (fst K, hidden Ls (hd [] (fst K))).
Definition last_values Ls : list cluster -> list cluster := map (last_value Ls).
Definition spanning a M L (ls : list nat) (Ks : list cluster) : Prop :=
  forall w, length w = led a M ->
    (forall j x, (j < length Ks)%nat -> (L <= nth j ls O)%nat -> In x (fst (nth j Ks ([], []))) ->
       dot (lead a x) w = 0) -> zero w.
Fixpoint own_layers (L : nat) (ls : list nat) : bool :=
  match ls with
  | [] => true
  | l :: ls' => (Nat.leb L l || negb (existsb (Nat.eqb l) ls')) && own_layers L ls' end.

Definition zlead (a : bool) (d : positive) (v : list Z) := if a then Zpos d :: v else v.
Definition same_row a (Y : zmat) (row : list Z) d v : bool := zequal (mden Y) d row (zlead a d v).
Definition check_independent a n Q (Ks : list (zmat * zvec)) (Y U : zmat) : bool :=
  all2 (fun K row => same_row a Y row (vden (snd K)) (vnum (snd K))) Ks (mnum Y)
  && check_rows (led a n) U Q && check_onto Y U Q && Nat.eqb (length Ks) Q.
Definition zlast (Ls : list (zmat * zvec)) (K : zmat * zvec) : zmat * zvec :=
  let '(U, D) := scales Ls (mden (fst K)) in (fst K, ZV D (zhidden U (hd [] (mnum (fst K))))).
Definition check_last M Q Ls (Ks : list (zmat * zvec)) : zmat -> zmat -> bool :=
  check_independent true M Q (map (zlast Ls) Ks).
Definition outside_row a L (ls : list nat) (Ks : list (zmat * zvec)) X (ji : nat * nat) row :
  bool :=
  match nth_error Ks (fst ji) with
  | Some K => Nat.leb L (nth (fst ji) ls O)
      && match nth_error (mnum (fst K)) (snd ji) with
         | Some z => same_row a X row (mden (fst K)) z | None => false end
  | None => false end.
Definition check_spanning a M L ls Ks (chosen : list (nat * nat)) (X U : zmat) : bool :=
  all2 (outside_row a L ls Ks X) chosen (mnum X) && check_onto U X (led a M).

Lemma same_row_ok a Y row d v : same_row a Y row d v = true ->
  FR (mden Y) row = lead a (FR d v).
Proof.
  intro H; apply zequal_ok in H; rewrite H; destruct a; trivial.
  cbn [lead zlead map]; f_equal; unfold frac; field; apply pos_nz.
Qed.
Theorem check_independent_ok a n Q Ks Y U : check_independent a n Q Ks Y U = true ->
  independent a n (map RK Ks).
Proof.
  unfold check_independent; rewrite !andb_true_iff, Nat.eqb_eq; intros [[[H1 H2] H3] H4] v Hv.
  rewrite map_length, H4 in Hv; exists (mv (RM U) v); split.
  - destruct (rows_ok _ _ _ H2) as [E _]; unfold mv; now rewrite map_length.
  - rewrite <- (check_onto_ok _ _ _ H3 v Hv) at 2; f_equal.
    apply all2_ok in H1; unfold RM; rewrite map_map; clear - H1.
    induction H1 as [|K row Ks rows HK _ IH]; trivial; cbn [map]; f_equal; [|exact IH].
    symmetry; now apply same_row_ok.
Qed.
Theorem check_last_ok M Q Ls Ks Y U : check_last M Q Ls Ks Y U = true ->
  independent true M (last_values (map RL Ls) (map RK Ks)).
Proof.
  intro H; apply check_independent_ok in H; unfold last_values; rewrite map_map in *.
  erewrite map_ext; [exact H|]; intro K; unfold last_value, RK; cbn [fst snd].
  generalize (scales_ok Ls (mden (fst K)) (hd [] (mnum (fst K)))); unfold zlast.
  destruct (scales Ls (mden (fst K))) as [U0 D]; intro E; cbn [fst snd]; f_equal.
  etransitivity; [|symmetry; exact E]; f_equal; unfold RM; now destruct (mnum (fst K)).
Qed.
Theorem check_spanning_ok a M L ls Ks chosen X U : check_spanning a M L ls Ks chosen X U = true ->
  spanning a M L ls (map RK Ks).
Proof.
  unfold check_spanning; rewrite andb_true_iff; intros [H1 H2] w Hw Z.
  rewrite <- (check_onto_ok _ _ _ H2 w Hw); apply mv_zero_vec.
  apply all2_ok in H1; unfold zero, mv, RM; rewrite map_map; apply Forall_map, Forall_forall.
  intros row Hr; induction H1 as [|[j i] r ch rows HK _ IH]; [contradiction|].
  destruct Hr as [<-|Hr]; [|now apply IH].
  unfold outside_row in HK; cbn [fst snd] in HK.
  destruct (nth_error Ks j) as [K|] eqn:EK; [|discriminate].
  apply andb_true_iff in HK as [HL HK]; destruct (nth_error (mnum (fst K)) i) as [z|] eqn:Ez;
    [|discriminate].
  rewrite (same_row_ok _ _ _ _ _ HK); apply (Z j).
  - rewrite map_length; apply nth_error_Some; now rewrite EK.
  - now apply Nat.leb_le.
  - apply nth_error_nth with (d := (ZM 1 [], ZV 1 [])) in EK.
    change ([], []) with (RK (ZM 1 [], ZV 1 [])); rewrite map_nth, EK; unfold RK, RM; cbn [fst].
    apply in_map; now apply nth_error_In with (n := i).
Qed.
Lemma own_layers_ok L ls : own_layers L ls = true -> forall i j, (i < j < length ls)%nat ->
  (nth i ls O < L)%nat -> nth i ls O <> nth j ls O.
Proof.
  induction ls as [|l ls IH]; intros H i j Hij Hi E; [simpl in Hij; lia|].
  cbn [own_layers] in H; apply andb_true_iff in H as [H1 H2].
  destruct i as [|i], j as [|j]; try lia; cbn [nth length] in *.
  - rewrite orb_true_iff, Nat.leb_le, negb_true_iff in H1; destruct H1 as [H1|H1]; [lia|].
    assert (T : existsb (Nat.eqb l) ls = true); [|congruence].
    apply existsb_exists; exists (nth j ls O); split; [apply nth_In; lia|now apply Nat.eqb_eq].
  - apply (IH H2 i j); trivial; lia.
Qed.
